import type { ExactJson, JsonObject } from '../../files/exact-json.js';

/** The tokens of a model and their ids, each in both directions. */
export interface Tokens {
  /** How many there are; with gaps between the ids, fewer than the highest id and one. */
  readonly size: number;
  /** The highest id; -1 where there is no token. */
  readonly highest: number;
  idOf(token: string): number | undefined;
  tokenOf(id: number): string | undefined;
}

/** Turns pieces of a text into ids: what is left to do when a text is cut into words. */
export interface Model {
  readonly tokens: Tokens;
  /** The token that stands for what the vocabulary cannot write; null where there is none. */
  readonly unknown: string | null;
  /** The ids of a piece; a UserError where it has a character that the vocabulary cannot write. */
  encode(piece: string): readonly number[];
  /**
   * What the ids of a piece write, one text each. Default: their tokens; Unigram gives
   * the unknown text itself, not the unknown token.
   */
  written?(piece: string): readonly string[];
}

/** The token of each byte of a text, as sentencepiece names them. */
export const byteTokens = (text: string): string[] =>
  Array.from(
    Buffer.from(text),
    (byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
  );

/** The ids of the bytes of a text; null where the model has no token for one of them. */
export function byteIds(tokens: Tokens, text: string): number[] | null {
  const ids = byteTokens(text).map((token) => tokens.idOf(token));
  return ids.every((id) => id !== undefined) ? ids : null;
}

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
