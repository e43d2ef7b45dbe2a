/** A stretch of a text that pre-tokenizing has cut out, as the parts before have rewritten it. */
export interface Piece {
  readonly text: string;
  /** Whether it begins where the original text begins, which `prepend_scheme: first` asks about. */
  readonly first: boolean;
  /**
   * Where it is the first: up to which place, in UTF-16 units, what is cut off its beginning leaves
   * a piece that also counts as the first, since what stands before was put in front. Default: 0.
   */
  readonly putInFront?: number;
}

/** Rewrites a text before it is cut. */
export type Normalize = (text: string) => string;

/** Cuts pieces further and rewrites them; pieces that would be empty are left out. */
export type PreTokenize = (pieces: readonly Piece[]) => Piece[];

/** The piece from `start` to before `end`, in UTF-16 units. */
export function cutOut(piece: Piece, start: number, end: number): Piece {
  const { text, first, putInFront = 0 } = piece;
  if (!first || start > putInFront) return { text: text.slice(start, end), first: false };
  return { text: text.slice(start, end), first, putInFront: putInFront - start };
}

/** What becomes of the stretches that a pattern matches, in the words of a tokenizer.json. */
export const splitBehaviors = [
  'Removed',
  'Isolated',
  'MergedWithPrevious',
  'MergedWithNext',
  'Contiguous',
] as const;

/** One of them. */
export type SplitBehavior = (typeof splitBehaviors)[number];

/**
 * Cuts a piece at matches, of which `found` has start and end in turn.
 *
 * @param invert whether what is not matched takes the part of what is
 */
export function splitPiece(
  piece: Piece,
  found: readonly number[],
  behavior: SplitBehavior,
  invert: boolean,
): Piece[] {
  if (behavior === 'Removed' || behavior === 'Isolated')
    return cutWithoutMerging(piece, found, behavior === 'Removed', invert);
  return mergedStretches(stretchesOf(piece.text.length, found, invert), behavior)
    .filter(({ start, end }) => end > start)
    .map(({ start, end }) => cutOut(piece, start, end));
}

/** What every text goes through: it makes nothing but the pieces. */
function cutWithoutMerging(
  piece: Piece,
  found: readonly number[],
  removed: boolean,
  invert: boolean,
): Piece[] {
  const [keepsMatches, keepsOthers] = [!removed || invert, !removed || !invert];
  const pieces: Piece[] = [];
  let before = 0;
  for (let at = 0; at < found.length; at += 2) {
    const [start = 0, end = 0] = [found[at], found[at + 1]];
    if (keepsOthers && start > before) pieces.push(cutOut(piece, before, start));
    if (keepsMatches && end > start) pieces.push(cutOut(piece, start, end));
    before = end;
  }
  if (keepsOthers && before < piece.text.length)
    pieces.push(cutOut(piece, before, piece.text.length));
  return pieces;
}

interface Stretch {
  readonly start: number;
  end: number;
  readonly matched: boolean;
}

/** Matches, also empty ones, and what stands between them. */
function stretchesOf(length: number, found: readonly number[], invert: boolean): Stretch[] {
  const stretches: Stretch[] = [];
  let before = 0;
  for (let at = 0; at < found.length; at += 2) {
    const [start = 0, end = 0] = [found[at], found[at + 1]];
    if (start !== before) stretches.push({ start: before, end: start, matched: invert });
    stretches.push({ start, end, matched: !invert });
    before = end;
  }
  if (before !== length) stretches.push({ start: before, end: length, matched: invert });
  return stretches;
}

function mergedStretches(
  stretches: readonly Stretch[],
  behavior: Exclude<SplitBehavior, 'Removed' | 'Isolated'>,
): Stretch[] {
  switch (behavior) {
    case 'Contiguous':
      return joined(stretches, (matched, before) => matched === before);
    case 'MergedWithPrevious':
      return joined(stretches, (matched, before) => matched && !before);
    case 'MergedWithNext':
      return mergedWithNext(stretches);
  }
}

/** Joins a stretch to the one before where `joins` says so; before the first stands no match. */
function joined(
  stretches: readonly Stretch[],
  joins: (matched: boolean, before: boolean) => boolean,
): Stretch[] {
  const all: Stretch[] = [];
  let before = false;
  for (const stretch of stretches) {
    const last = all.at(-1);
    if (last !== undefined && joins(stretch.matched, before)) last.end = stretch.end;
    else all.push({ ...stretch });
    before = stretch.matched;
  }
  return all;
}

/** A match begins the stretch behind it, unless that is a match itself. */
function mergedWithNext(stretches: readonly Stretch[]): Stretch[] {
  const all: Stretch[] = [];
  let after = false;
  for (const stretch of stretches.toReversed()) {
    const next = all.at(-1);
    if (next !== undefined && stretch.matched && !after)
      all[all.length - 1] = { ...next, start: stretch.start };
    else all.push({ ...stretch });
    after = stretch.matched;
  }
  return all.reverse();
}
