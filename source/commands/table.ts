export type TableOptions = {
  /** Columns (from 0) whose cells end at the right. */
  readonly alignRight?: readonly number[];
};

const gap = '  ';

/** Plain aligned text, a line end after every row, no spaces at line ends. Cells must be safe and single-line. */
export function table(rows: readonly (readonly string[])[], options: TableOptions = {}): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  }
  const lines = rows.map(row => {
    const cells = row.map((cell, column) => {
      const width = widths[column] ?? 0;
      return options.alignRight?.includes(column) === true ? cell.padStart(width) : cell.padEnd(width);
    });
    return `${cells.join(gap).trimEnd()}\n`;
  });
  return lines.join('');
}
