import type { FC, PropsWithChildren } from 'hono/jsx';
import type { Scale } from './scale.ts';

/** The drawing, in units of its own: it grows and shrinks with the page. */
const WIDTH = 360;
const HEIGHT = 190;
const LEFT = 46;
const RIGHT = WIDTH - 6;
const TOP = 26;
const BOTTOM = HEIGHT - 36;
/** How many names have room beside each other. */
const NAMES = 6;

/** Where something of a chart is drawn. */
export interface Place {
  readonly x: number;
  readonly width: number;
  /** From the top: the height of a value. */
  y(value: number): number;
  readonly top: number;
  readonly bottom: number;
}

/** The place of one of several columns, with a gap around it. */
export function placeOf(index: number, count: number, scale: Scale): Place {
  const slot = (RIGHT - LEFT) / count;
  const gap = Math.min(6, slot * 0.2);
  return {
    x: round(LEFT + index * slot + gap / 2),
    width: round(slot - gap),
    y: (value) => round(heightOf(value, scale)),
    top: TOP,
    bottom: BOTTOM,
  };
}

function heightOf(value: number, { top }: Scale): number {
  return BOTTOM - (Math.min(value, top) / top) * (BOTTOM - TOP);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

interface FrameProps {
  /** What is seen, for those who do not see it. */
  readonly label: string;
  /** What the heights say. */
  readonly heights: string;
  /** What stands side by side. */
  readonly across: string;
  readonly scale: Scale;
  readonly names: readonly string[];
}

/** Axes, their titles and what stands at them; the columns are what it is given. */
export const Frame: FC<PropsWithChildren<FrameProps>> = ({
  label,
  heights,
  across,
  scale,
  names,
  children,
}) => {
  const every = Math.ceil(names.length / NAMES);
  return (
    <svg class="chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <text class="axis-title" x={0} y={12}>
        {heights}
      </text>
      {scale.ticks.map(({ value, text }) => (
        <>
          <line
            class="grid"
            x1={LEFT}
            x2={RIGHT}
            y1={round(heightOf(value, scale))}
            y2={round(heightOf(value, scale))}
          />
          <text class="tick" x={LEFT - 6} y={round(heightOf(value, scale) + 4)} text-anchor="end">
            {text}
          </text>
        </>
      ))}
      {names.map((name, i) => {
        const { x, width } = placeOf(i, names.length, scale);
        return i % every === 0 ? (
          <text class="tick" x={round(x + width / 2)} y={BOTTOM + 15} text-anchor="middle">
            {name}
          </text>
        ) : null;
      })}
      <text class="axis-title" x={RIGHT} y={HEIGHT - 4} text-anchor="end">
        {across}
      </text>
      {children}
    </svg>
  );
};
