import { lineHeight, textLayer } from './text-lines.js';
import { textLines } from './text-width.js';

/** Pixels between the sides of a figure and its texts. */
export const edge = 8;
const title = { size: 14, bold: true } as const;
const small = { size: 11 } as const;
const titleHeight = 17;
const letterWidth = 7.3; // of a change, in pixels, on average

/** What a figure is called. */
export interface Titles {
  /** The question that the figure answers, or what is plotted where there is none. */
  readonly title: string;
  /** What is plotted, of which experiments, and their seeds, under the title. */
  readonly subtitle: string;
  /** Settings that differ from the experiments' own. */
  readonly changes: readonly string[];
}

/** The titles of a figure, broken into lines of its width. */
export interface TitleLines {
  readonly title: readonly string[];
  readonly under: readonly string[];
  /** Pixels that they take above what they stand over. */
  readonly height: number;
}

/** Breaks the titles of a figure into lines of its width. */
export function titleLines(titles: Titles, width: number): TitleLines {
  const room = width - 2 * edge;
  const lines = textLines(titles.title, room, title);
  const under = [...textLines(titles.subtitle, room, small), ...changeLines(titles.changes, room)];
  const height = 11 + titleHeight * lines.length + lineHeight * under.length;
  return { title: lines, under, height };
}

/** What was changed of an experiment; long values lose their middle. */
function changeLines(changes: readonly string[], room: number): string[] {
  if (changes.length === 0) return [];
  const changeLetters = 2 * Math.floor(room / letterWidth / 2) - 2;
  const half = changeLetters / 2 - 1;
  const shortened = changes.map((change) =>
    change.length <= changeLetters ? change : `${change.slice(0, half)}…${change.slice(-half)}`,
  );
  return textLines(`with ${shortened.join(', ')}`, room, small);
}

/** Titles whose foot is `foot` pixels under the top of a plot that begins at `left`. */
export function titleLayers(lines: TitleLines, { left, foot }: { left: number; foot: number }) {
  const x = edge - left;
  const above = foot - lineHeight * lines.under.length;
  const heads = lines.title.map((line, index) => {
    const y = above - titleHeight * (lines.title.length - 1 - index);
    return textLayer({ lines: [line], x, y, ...title });
  });
  const y = foot - lineHeight * (lines.under.length - 1);
  return [...heads, textLayer({ lines: lines.under, x, y, ...small })];
}

/** The notes of a figure in lines of its width. */
export function noteLines(notes: readonly string[], width: number): string[] {
  return notes.flatMap((note) => textLines(note, width - 2 * edge, small));
}

/** Notes, the foot of the first `foot` pixels under the top of a plot that begins at `left`. */
export function notesLayer(
  lines: readonly string[],
  { left, foot }: { left: number; foot: number },
) {
  return textLayer({ lines, x: edge - left, y: foot, ...small });
}
