import type { FC, PropsWithChildren } from 'hono/jsx';
import type { Scale } from './scale.ts';

/** In units of the drawing, which scales with the page. */
const WIDTH = 360;
const HEIGHT = 190;
const LEFT = 46;
const RIGHT = WIDTH - 6;
const TOP = 26;
const BOTTOM = HEIGHT - 36;
/** Names that fit below the chart. */
const NAMES = 6;

/** The area of one column. */
export interface Slot {
  readonly x: number;
  readonly width: number;
  /** The position of a value, from the top. */
  y(value: number): number;
  readonly top: number;
  readonly bottom: number;
}

/** The area of one of several columns, with a gap around it. */
export function slotOf(index: number, count: number, scale: Scale): Slot {
  const width = (RIGHT - LEFT) / count;
  const gap = Math.min(6, width * 0.2);
  return {
    x: round(LEFT + index * width + gap / 2),
    width: round(width - gap),
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
  /** Describes the chart to screen readers. */
  readonly label: string;
  /** The title of the vertical axis. */
  readonly heights: string;
  /** The title of the horizontal axis. */
  readonly across: string;
  readonly scale: Scale;
  readonly names: readonly string[];
}

/** A chart's axes with their titles and labels, around its columns. */
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
        const { x, width } = slotOf(i, names.length, scale);
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
