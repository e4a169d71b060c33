import type { FC } from 'hono/jsx';
import { formatDuration } from '../../domain/duration.ts';
import { type Share, SHARES } from '../../domain/measure/lead-time.ts';
import type { MeasuredEnvironment, MeasuredPeriod, Measures } from '../../client/responses.ts';
import { Frame, slotOf } from './frame.tsx';
import { type Scale, scaleFor, textOf } from './scale.ts';
import { SHARE_NAMES } from './words.ts';

type Split = Measures['split'];

interface SplitProps {
  readonly measured: MeasuredEnvironment;
  readonly names: readonly string[];
  readonly across: string;
}

/** Lead time by stage: a column for each period, and the total in the legend. */
export const SplitFigure: FC<SplitProps> = ({ measured, names, across }) => {
  const { periods, total } = measured;
  const scale = scaleFor(
    'time',
    periods.map(({ split }) => meanOf(split)),
  );
  return (
    <figure class="measure split">
      <figcaption>
        <h3>Where lead time goes</h3>
        <p class="value">{meanText(total.split)}</p>
        <p class="muted">From commit to verified release. Hatched: waiting.</p>
      </figcaption>
      <div class="split-parts">
        <Frame
          label={`Lead time by stage (mean), by ${across}. The numbers are in the table.`}
          heights="mean lead time"
          across={across}
          scale={scale}
          names={names}
        >
          {periods.map((period, i) => (
            <Stack {...period} name={names[i] ?? ''} index={i} count={names.length} scale={scale} />
          ))}
        </Frame>
        <Legend {...total.split} />
      </div>
    </figure>
  );
};

type StackProps = MeasuredPeriod & {
  readonly name: string;
  readonly index: number;
  readonly count: number;
  readonly scale: Scale;
};

const Stack: FC<StackProps> = ({ split, name, index, count, scale }) => {
  const { x, width, y } = slotOf(index, count, scale);
  let below = 0;
  return (
    <>
      {SHARES.filter((share) => split.ms[share] > 0).map((share) => {
        const ms = split.ms[share] / split.n;
        const from = y(below);
        below += ms;
        return (
          <rect class={`share ${share}`} x={x} y={y(below)} width={width} height={from - y(below)}>
            <title>{`${name}: ${SHARE_NAMES[share]} ${formatDuration(ms)}`}</title>
          </rect>
        );
      })}
    </>
  );
};

/** Each share with its name and numbers, so that nobody depends on colors. */
const Legend: FC<Split> = ({ n, ms }) => {
  const whole = SHARES.reduce((sum, share) => sum + ms[share], 0);
  return (
    <ul class="legend">
      {SHARES.filter((share) => ms[share] > 0).map((share) => (
        <li>
          <svg class="swatch" viewBox="0 0 12 12" aria-hidden="true">
            <rect class={`share ${share}`} width={12} height={12} />
          </svg>
          <span>{SHARE_NAMES[share]}</span>
          <span class="number">{textOf('rate', ms[share] / whole)}</span>
          <span class="number muted">{formatDuration(ms[share] / n)}</span>
        </li>
      ))}
    </ul>
  );
};

/** The hatching of waits, for all charts of the page. */
export const Hatchings: FC = () => (
  <svg class="hatchings" width={0} height={0} aria-hidden="true">
    <defs>
      {WAITS.map((share) => (
        <pattern
          id={`hatch-${share}`}
          class={share}
          width={5}
          height={5}
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect class="ground" width={5} height={5} />
          <rect class="stripe" width={2.5} height={5} />
        </pattern>
      ))}
    </defs>
  </svg>
);

const WAITS: readonly Share[] = ['before', 'human-wait', 'soak', 'window-wait', 'lock-wait'];

function meanOf({ n, ms }: Split): number {
  return n === 0 ? 0 : SHARES.reduce((sum, share) => sum + ms[share], 0) / n;
}

function meanText(split: Split): string {
  return split.n === 0 ? 'no data' : `${formatDuration(meanOf(split))} (mean of ${split.n})`;
}
