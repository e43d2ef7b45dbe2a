/** Turns texts into token ids and back. */
export interface Tokenizer {
  /** How many ids there are; ids count from 0. */
  readonly vocabularySize: number;
  /** The id that fills sequences up to a common length. */
  readonly padId: number;
  encode(text: string): readonly number[];
  decode(ids: readonly number[]): string;
}
