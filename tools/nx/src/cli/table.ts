// SPDX-License-Identifier: BSD-3-Clause
// Rows as columns: the first to the left, numbers to the right, a last one of words to the left.

const isNumber = (cell: string): boolean => /^[+-]?\d*$/.test(cell);

/** The first row may be a heading. */
export function table(rows: readonly (readonly string[])[]): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const cells = (column: number): string[] => rows.map((row) => row[column] ?? '');
  const widths = Array.from({ length: columns }, (_, column) => Math.max(...cells(column).map((cell) => cell.length)));
  const toRight = widths.map((_, column) => column > 0 && cells(column).slice(1).every(isNumber));
  const line = (row: readonly string[]): string =>
    widths
      .map((width, column) =>
        toRight[column] ? (row[column] ?? '').padStart(width) : (row[column] ?? '').padEnd(width),
      )
      .join('  ')
      .trimEnd();
  return rows.map((row) => `${line(row)}\n`).join('');
}
