import { UserError } from '../../errors/user-error.js';

/** Two lines of a Markdown file between which lines are written anew. */
export interface Markers {
  readonly begin: string;
  readonly end: string;
}

/** Between these stands the table of results. */
export const tableMarkers: Markers = {
  begin: '<!-- claims: written by credence reproduce -->',
  end: '<!-- claims: end -->',
};

/** Between these stands what the claims are. */
export const listMarkers: Markers = {
  begin: '<!-- claims: written by npm run generate -->',
  end: '<!-- claims: end of the list -->',
};

/**
 * A Markdown text with other lines between its markers, each of which it has once, in this order. Throws
 * a UserError that names the file where it has not.
 */
export function withLines(
  text: string,
  placed: readonly string[],
  { begin, end }: Markers,
  path: string,
): string {
  const lines = text.split('\n');
  const [first, last] = [lines.indexOf(begin), lines.indexOf(end)];
  const isTwice = lines.lastIndexOf(begin) !== first || lines.lastIndexOf(end) !== last;
  if (first === -1 || last < first || isTwice)
    throw new UserError(
      `${path} has no place for claims: it needs the line ${begin} once, and below it ${end}`,
    );
  return [...lines.slice(0, first + 1), ...placed, ...lines.slice(last)].join('\n');
}
