import { UserError } from '../../errors/user-error.js';

/** Between these lines of a Markdown file stands the table of results, which is written anew. */
export const tableMarkers = {
  begin: '<!-- claims: written by credence reproduce -->',
  end: '<!-- claims: end -->',
} as const;

/**
 * A Markdown text with other lines between its markers, each of which it has once, in this order. Throws
 * a UserError that names the file where it has not.
 */
export function withTable(text: string, table: readonly string[], path: string): string {
  const lines = text.split('\n');
  const [begin, end] = [lines.indexOf(tableMarkers.begin), lines.indexOf(tableMarkers.end)];
  const isTwice =
    lines.lastIndexOf(tableMarkers.begin) !== begin || lines.lastIndexOf(tableMarkers.end) !== end;
  if (begin === -1 || end < begin || isTwice)
    throw new UserError(
      `${path} has no place for the table: it needs the line ${tableMarkers.begin} once, and below ` +
        `it ${tableMarkers.end}`,
    );
  return [...lines.slice(0, begin + 1), ...table, ...lines.slice(end)].join('\n');
}
