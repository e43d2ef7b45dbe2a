import { printable } from '../text/printable.js';

/** How a column stands: names to the left, numbers to the right. */
export type Alignment = 'left' | 'right';

/**
 * Lines of a text table, two blanks between columns; no line ends in blanks. Cells are shown by
 * `printable`.
 */
export function tableLines(
  table: readonly (readonly string[])[],
  alignments: readonly Alignment[],
): string[] {
  const rows = table.map((row) => row.map(printable));
  const widths = alignments.map((_, column) =>
    Math.max(0, ...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows.map((row) =>
    widths
      .map((width, column) => {
        const cell = row[column] ?? '';
        return alignments[column] === 'left' ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
}
