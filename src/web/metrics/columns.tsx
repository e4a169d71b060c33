import type { FC } from 'hono/jsx';
import { Frame, slotOf } from './frame.tsx';
import { type Scale, scaleFor, type Unit } from './scale.ts';

export interface Column {
  readonly name: string;
  /** Absent without data, which is not zero. */
  readonly value?: number | undefined;
  /** The 90th percentile, drawn as a line above the column. */
  readonly upTo?: number | undefined;
  /** The same in words. */
  readonly text: string;
}

interface ColumnsProps {
  readonly label: string;
  readonly heights: string;
  readonly across: string;
  readonly unit: Unit;
  readonly columns: readonly Column[];
}

/** A chart of one column for each period. */
export const Columns: FC<ColumnsProps> = ({ unit, columns, ...rest }) => {
  const values = columns.flatMap(({ value = 0, upTo = 0 }) => [value, upTo]);
  const scale = scaleFor(unit, values);
  return (
    <Frame {...rest} scale={scale} names={columns.map(({ name }) => name)}>
      {columns.map((column, i) => (
        <OneColumn {...column} index={i} count={columns.length} scale={scale} />
      ))}
    </Frame>
  );
};

const OneColumn: FC<Column & { index: number; count: number; scale: Scale }> = ({
  name,
  value,
  upTo,
  text,
  index,
  count,
  scale,
}) => {
  const { x, width, y, top, bottom } = slotOf(index, count, scale);
  const middle = x + width / 2;
  // Zero is drawn as a thin line; no data is not drawn.
  const height = value === undefined ? 0 : Math.max(1.5, bottom - y(value));
  return (
    <g class="column">
      <title>{`${name}: ${text}`}</title>
      <rect class="room" x={x} y={top} width={width} height={bottom - top} />
      {value === undefined ? null : (
        <rect class="bar" x={x} y={bottom - height} width={width} height={height} />
      )}
      {upTo === undefined ? null : (
        <line class="up-to" x1={middle} x2={middle} y1={y(upTo)} y2={bottom - height} />
      )}
    </g>
  );
};
