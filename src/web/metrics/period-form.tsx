import type { FC } from 'hono/jsx';
import type { Service } from '../../client/responses.ts';

/** The query as typed; absent fields have defaults. */
export interface Asked {
  readonly service?: string | undefined;
  readonly environment?: string | undefined;
  readonly by?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly zone?: string | undefined;
}

const CUTS = { day: 'days', week: 'weeks', month: 'months' };

/** Chooses services, environment and period. A GET form, so that the result has a URL. */
export const PeriodForm: FC<{ asked: Asked; services: readonly Service[] }> = ({
  asked,
  services,
}) => {
  const names = services.map(({ name }) => name);
  const environments = new Set(services.flatMap((one) => one.environments.map(({ name }) => name)));
  return (
    <form class="card choice" method="get" action="/ui/metrics">
      <Choice
        label="Service"
        name="service"
        chosen={asked.service}
        usual="All"
        options={named(names)}
      />
      <Choice
        label="Environment"
        name="environment"
        chosen={asked.environment}
        usual="Production"
        options={named([...environments])}
      />
      <Choice label="By" name="by" chosen={asked.by ?? 'week'} options={Object.entries(CUTS)} />
      <Field label="From" name="from" type="date" value={asked.from} />
      <Field label="To" name="to" type="date" value={asked.to} />
      <Field label="Time zone" name="zone" type="text" value={asked.zone ?? 'UTC'} />
      <button type="submit">Show</button>
    </form>
  );
};

const named = (names: readonly string[]) => names.map((name) => [name, name] as const);

interface ChoiceProps {
  readonly label: string;
  readonly name: string;
  readonly chosen: string | undefined;
  /** The label of the empty option. */
  readonly usual?: string;
  readonly options: readonly (readonly [value: string, text: string])[];
}

const Choice: FC<ChoiceProps> = ({ label, name, chosen, usual, options }) => (
  <label>
    <span>{label}</span>
    <select name={name}>
      {usual === undefined ? null : <option value="">{usual}</option>}
      {options.map(([value, text]) => (
        <option value={value} selected={value === chosen}>
          {text}
        </option>
      ))}
    </select>
  </label>
);

const Field: FC<{ label: string; name: string; type: string; value: string | undefined }> = ({
  label,
  ...input
}) => (
  <label>
    <span>{label}</span>
    <input {...input} />
  </label>
);
