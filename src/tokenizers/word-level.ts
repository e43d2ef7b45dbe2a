import { compareCodePoints } from '../text/code-points.js';
import type { Tokenizer } from './tokenizer.js';
import { splitWords, Vocabulary } from './vocabulary.js';

const pad = '[PAD]';
const unknown = '[UNK]';

/**
 * One token for every word, words being what white space separates. Ids are `[PAD]` 0, `[UNK]` 1,
 * then the words in their order. A word that the vocabulary does not have is an Error that names
 * it: `[UNK]` is never written in its place.
 */
export class WordLevelTokenizer implements Tokenizer {
  readonly padId = 0;
  readonly endId = null;
  readonly #vocabulary: Vocabulary;

  /**
   * The words in the order of their ids, without `[PAD]` and `[UNK]`; a word that stands there
   * twice is a RangeError.
   */
  constructor(words: readonly string[]) {
    this.#vocabulary = new Vocabulary([pad, unknown, ...words]);
  }

  get vocabularySize(): number {
    return this.#vocabulary.size;
  }

  encode(text: string): number[] {
    return splitWords(text).map((word) => this.#idOf(word));
  }

  /** The words joined by single spaces; an id that the vocabulary does not have is a RangeError. */
  decode(ids: readonly number[]): string {
    return this.#vocabulary.wordsOf(ids).join(' ');
  }

  #idOf(word: string): number {
    const id = this.#vocabulary.idOf(word);
    if (id === undefined) {
      throw new Error(`the vocabulary of ${this.vocabularySize} words has no word "${word}"`);
    }
    return id;
  }
}

/**
 * A tokenizer with the words of all the documents, which are to be all of a data set's
 * (`allDocuments`), sorted by code point.
 */
export function wordLevelTokenizer(
  documents: Iterable<{ readonly prompt: string; readonly answer: string }>,
): WordLevelTokenizer {
  const words = new Set<string>();
  for (const { prompt, answer } of documents) {
    for (const word of splitWords(prompt + answer)) words.add(word);
  }
  for (const word of [pad, unknown]) words.delete(word);
  return new WordLevelTokenizer([...words].sort(compareCodePoints));
}
