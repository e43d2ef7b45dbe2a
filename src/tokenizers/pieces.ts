/** A stretch of a text that pre-tokenizing has cut out, as the parts before have rewritten it. */
export interface Piece {
  readonly text: string;
  /** Whether it begins where the original text begins, which `prepend_scheme: first` asks about. */
  readonly first: boolean;
}

/** Rewrites a text before it is cut. */
export type Normalize = (text: string) => string;

/** Cuts pieces further and rewrites them; pieces that would be empty are left out. */
export type PreTokenize = (pieces: readonly Piece[]) => Piece[];
