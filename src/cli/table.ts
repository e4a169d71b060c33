import type { Brush } from './paint.ts';

/** A text in a table, and the colour that it has. */
export type Cell = string | readonly [text: string, brush: Brush];

/**
 * Lines with columns below each other, two spaces apart.
 *
 * @param width at which the last column is cut, in characters
 */
export function tableLines(rows: ReadonlyArray<readonly Cell[]>, width = Infinity): string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, sizeOf(cell));
  const left = widths.slice(0, -1).reduce((sum, size) => sum + size + 2, 0);
  return rows.map((row) =>
    row
      .map((cell, i) => {
        const isLast = i === row.length - 1;
        const text = isLast ? cut(textOf(cell), width - left) : textOf(cell);
        const painted = typeof cell === 'string' ? text : cell[1](text);
        return isLast ? painted : painted + ' '.repeat((widths[i] ?? 0) - text.length);
      })
      .join('  ')
      .trimEnd(),
  );
}

function textOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell[0];
}

function sizeOf(cell: Cell): number {
  return textOf(cell).length;
}

function cut(text: string, size: number): string {
  return text.length > size && size > 8 ? `${text.slice(0, size - 1)}…` : text;
}
