/** A part of the report: what was measured, and rows of which the first cell is a name. */
export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: ReadonlyArray<readonly string[]>;
  /** Sentences below the table. */
  readonly notes?: readonly string[];
}

/** Writes a table for a terminal: names to the left, numbers to the right. */
export function tableText({ title, columns, rows, notes = [] }: Table): string {
  const all = [columns, ...rows];
  const widths = columns.map((_, i) => Math.max(...all.map((row) => (row[i] ?? '').length)));
  const line = (row: readonly string[]) =>
    widths
      .map((width, i) => (i === 0 ? (row[i] ?? '').padEnd(width) : (row[i] ?? '').padStart(width)))
      .join('  ');
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return ['', title, '', line(columns), rule, ...rows.map(line), ...notes.map(said)].join('\n');
}

function said(note: string): string {
  return `\n${note}`;
}

export function ms(value: number): string {
  return `${Math.round(value)} ms`;
}

export function share(part: number, whole: number): string {
  return `${Math.round((100 * part) / whole)} %`;
}
