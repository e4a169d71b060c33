import type { FC } from 'hono/jsx';
import { formatDuration } from '../../domain/duration.ts';
import type { MeasuredEnvironment, MeasuredPeriod, Measures } from '../../client/responses.ts';
import { counted } from '../counted.ts';
import { type Column, Columns } from './columns.tsx';
import type { Unit } from './scale.ts';
import { ratioText } from './words.ts';

/** One metric: its total in words, and a column for each period. */
interface Shown {
  readonly title: string;
  /** Its definition, in one sentence. */
  readonly about: string;
  readonly heights: string;
  readonly unit: Unit;
  total(measures: Measures): string;
  column(measures: Measures): Omit<Column, 'name'>;
}

const FREQUENCY: Shown = {
  title: 'Deployment frequency',
  about: 'Releases that went live. Rollbacks do not count.',
  heights: 'deployments',
  unit: 'count',
  total: ({ deployments }) => counted(deployments, 'deployment'),
  column: ({ deployments }) => ({
    value: deployments,
    text: counted(deployments, 'deployment'),
  }),
};

const LEAD_TIME: Shown = {
  title: 'Change lead time',
  about: 'From commit to verified release: median and 90th percentile.',
  heights: 'median and p90',
  unit: 'time',
  total: ({ leadTime }) => timeText(leadTime),
  column: ({ leadTime }) => ({
    value: leadTime.medianMs,
    upTo: leadTime.p90Ms,
    text: timeText(leadTime),
  }),
};

const RECOVERY: Shown = {
  title: 'Failed deployment recovery time',
  about: 'From a failed deployment until a verified release was live again.',
  heights: 'median and p90',
  unit: 'time',
  total: ({ recovery }) => recoveryText(recovery),
  column: ({ recovery }) => ({
    value: recovery.medianMs,
    upTo: recovery.p90Ms,
    text: recoveryText(recovery),
  }),
};

const CHANGE_FAIL: Shown = {
  title: 'Change fail rate',
  about: 'Deployments that failed verification or watch, or were rolled back.',
  heights: 'failed, of all deployments',
  unit: 'rate',
  total: ({ changeFail }) => ratioText(changeFail),
  column: ({ changeFail }) => ({ value: changeFail.rate, text: ratioText(changeFail) }),
};

const REWORK: Shown = {
  title: 'Deployment rework rate',
  about: 'Deployments that fixed a failed one or used the emergency override.',
  heights: 'rework, of all deployments',
  unit: 'rate',
  total: ({ rework }) => ratioText(rework),
  column: ({ rework }) => ({ value: rework.rate, text: ratioText(rework) }),
};

const MEASURES = [FREQUENCY, LEAD_TIME, RECOVERY, CHANGE_FAIL, REWORK];

/** The five DORA metrics, each as a chart over the periods. */
export const Figures: FC<{
  measured: MeasuredEnvironment;
  names: readonly string[];
  across: string;
}> = ({ measured: { total, periods }, names, across }) => (
  <>
    {MEASURES.map((shown) => (
      <figure class="measure">
        <figcaption>
          <h3>{shown.title}</h3>
          <p class="value">{shown.total(total)}</p>
          <p class="muted">{shown.about}</p>
        </figcaption>
        <Columns
          label={`${shown.title} by ${across}. The numbers are in the table.`}
          heights={shown.heights}
          across={across}
          unit={shown.unit}
          columns={periods.map((period: MeasuredPeriod, i) => ({
            name: names[i] ?? '',
            ...shown.column(period),
          }))}
        />
      </figure>
    ))}
  </>
);

/** Such as `2h 5m (median of 3)`: a median says little without its number of values. */
function timeText({ n, medianMs }: { n: number; medianMs?: number | undefined }): string {
  return medianMs === undefined ? 'no data' : `${formatDuration(medianMs)} (median of ${n})`;
}

function recoveryText({ open, ...times }: Measures['recovery']): string {
  if (open === 0) return times.n === 0 ? 'no failures' : timeText(times);
  return times.n === 0 ? `${open} not recovered` : `${timeText(times)}, ${open} not recovered`;
}
