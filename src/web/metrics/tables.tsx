import type { Child, FC } from 'hono/jsx';
import { formatDuration } from '../../domain/duration.ts';
import { SHARES } from '../../domain/measure/lead-time.ts';
import type { MeasuredEnvironment, Measures } from '../../client/responses.ts';
import { ratioText, SHARE_NAMES } from './words.ts';

interface TablesProps {
  readonly measured: MeasuredEnvironment;
  readonly names: readonly string[];
  readonly across: string;
}

/** The data of the charts. */
export const Tables: FC<TablesProps> = ({ measured: { periods, total }, names, across }) => {
  const rows = [
    ...periods.map((measures, i) => ({ name: names[i] ?? '', measures })),
    { name: 'Total', measures: total },
  ];
  return (
    <details class="numbers">
      <summary>Data table</summary>
      <Numbers caption="DORA metrics" across={across} heads={HEADS} rows={rows} cells={cellsOf} />
      <Numbers
        caption="Lead time by stage (mean)"
        across={across}
        heads={['changes', ...SHARES.map((share) => SHARE_NAMES[share])]}
        rows={rows}
        cells={sharesOf}
      />
    </details>
  );
};

const HEADS = [
  'deployments',
  'time between, median',
  'lead time, median',
  'p75',
  'p90',
  'changes',
  'failed',
  'recovery, median',
  'p90',
  'recovered',
  'not recovered',
  'rework',
  'override',
];

function cellsOf({ between, leadTime, recovery, changeFail, rework, ...counts }: Measures) {
  return [
    counts.deployments,
    time(between.medianMs),
    time(leadTime.medianMs),
    time(leadTime.p75Ms),
    time(leadTime.p90Ms),
    leadTime.n,
    ratioText(changeFail),
    time(recovery.medianMs),
    time(recovery.p90Ms),
    recovery.n,
    recovery.open,
    ratioText(rework),
    counts.overridden,
  ];
}

function sharesOf({ split: { n, ms } }: Measures) {
  return [n, ...SHARES.map((share) => (n === 0 ? '–' : time(ms[share] / n)))];
}

function time(ms: number | undefined): string {
  return ms === undefined ? '–' : formatDuration(ms);
}

interface NumbersProps {
  readonly caption: string;
  readonly across: string;
  readonly heads: readonly string[];
  readonly rows: readonly { readonly name: string; readonly measures: Measures }[];
  cells(measures: Measures): readonly Child[];
}

const Numbers: FC<NumbersProps> = ({ caption, across, heads, rows, cells }) => (
  <div class="table" role="region" aria-label={caption} tabindex={0}>
    <table>
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{across}</th>
          {heads.map((head) => (
            <th scope="col">{head}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, measures }) => (
          <tr>
            <th scope="row">{name}</th>
            {cells(measures).map((cell) => (
              <td>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
