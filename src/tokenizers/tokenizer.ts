import { quoted } from '../text/printable.js';
/** Turns texts into token ids and back. */
export interface Tokenizer {
  /** How many ids there are; ids count from 0. */
  readonly vocabularySize: number;
  /** The id that fills sequences up to a common length. */
  readonly padId: number;
  /** The id that ends a text, at which generation stops; null where texts have no such end. */
  readonly endId: number | null;
  /** Further ids at which generation stops. Default: none. */
  readonly otherEndIds?: readonly number[];
  /**
   * The ids of a text that a causal model reads: with what the tokenizer puts before every text
   * (Llama's BOS) and nothing after it.
   */
  encode(text: string): readonly number[];
  /** The text of the ids, special tokens left out, spaces as they are; '' of no ids. */
  decode(ids: readonly number[]): string;
}

/** All ids at which generation stops; none where texts have no end. */
export const endIdsOf = ({ endId, otherEndIds = [] }: Tokenizer): readonly number[] =>
  endId === null ? [] : [endId, ...otherEndIds];

/**
 * `encode` of a text, where its ids become tensors: a RangeError where one is no whole number from 0
 * to before the vocabulary's size.
 */
export function checkedIds(tokenizer: Tokenizer, text: string): readonly number[] {
  const ids = tokenizer.encode(text);
  for (const id of ids)
    if (!(Number.isInteger(id) && id >= 0 && id < tokenizer.vocabularySize))
      throw new RangeError(
        `the tokenizer gives the id ${id} in ${quoted(text)}, but its ids are ` +
          `whole numbers from 0 to before ${tokenizer.vocabularySize}`,
      );
  return ids;
}
