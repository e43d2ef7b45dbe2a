import type { ExactJson, JsonObject } from '../../files/exact-json.js';

/** Turns pieces of a text into ids: what is left to do when a text is cut into words. */
export interface Model {
  /** How many tokens it has; with gaps between the ids, fewer than the highest id and one. */
  readonly size: number;
  /** -1 where it has no token. */
  readonly highestId: number;
  idOf(token: string): number | undefined;
  tokenOf(id: number): string | undefined;
  /** The ids of a piece; a UserError where it has a character that the vocabulary cannot write. */
  encode(piece: string): readonly number[];
  /**
   * What the ids of a piece write, one text each. Default: their tokens; Unigram has the unknown
   * text itself in place of the unknown token.
   */
  written?(piece: string): readonly string[];
}

/** The token of each byte of a text, as sentencepiece names them. */
export const byteTokens = (text: string): string[] =>
  Array.from(
    Buffer.from(text),
    (byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
  );

/** A token for a message: quoted, its beginning only. */
export const shownToken = (token: string): string => JSON.stringify(token.slice(0, 80));

/** A model's vocabulary and merges, which are read as they are, and its options as plain JSON. */
export function largeParts(section: JsonObject): {
  readonly vocabulary: ExactJson | undefined;
  readonly merges: ExactJson | undefined;
  readonly rest: unknown;
} {
  const rest = new Map(section);
  rest.delete('vocab');
  rest.delete('merges');
  return {
    vocabulary: section.get('vocab'),
    merges: section.get('merges'),
    rest: Object.fromEntries(rest),
  };
}
