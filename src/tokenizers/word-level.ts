import { splitWords, wordsOf } from '../text/words.js';
import type { SavableTokenizer, SavedTokenizer } from './saved-tokenizer.js';
import { savedWords } from './saved-words.js';
import { Vocabulary } from './vocabulary.js';

const pad = '[PAD]';
const unknown = '[UNK]';

/**
 * One token for every word, words being what white space separates. Ids are `[PAD]` 0, `[UNK]` 1,
 * then the words in their order. A word that the vocabulary does not have is an Error that names
 * it: `[UNK]` is never written in its place.
 */
export class WordLevelTokenizer implements SavableTokenizer {
  readonly padId = 0;
  readonly endId = null;
  readonly #vocabulary: Vocabulary;

  /**
   * The words in the order of their ids, `[PAD]` and `[UNK]` aside; a word that stands there
   * twice is a RangeError.
   */
  constructor(words: readonly string[]) {
    const own = words.filter((word) => word !== pad && word !== unknown);
    this.#vocabulary = new Vocabulary([pad, unknown, ...own]);
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

  /** In the files `[UNK]` stands for a word that the vocabulary does not have. */
  saved(): SavedTokenizer {
    const { padId, endId } = this;
    return savedWords(this.#vocabulary.words, { pad, unknown, padId, endId });
  }

  #idOf(word: string): number {
    const id = this.#vocabulary.idOf(word);
    if (id === undefined) {
      throw new Error(`the vocabulary of ${this.vocabularySize} words has no word "${word}"`);
    }
    return id;
  }
}

/** A tokenizer with the words of all the documents, sorted by code point. */
export function wordLevelTokenizer(
  documents: Iterable<{ readonly prompt: string; readonly answer: string }>,
): WordLevelTokenizer {
  const texts = Array.from(documents, ({ prompt, answer }) => prompt + answer);
  return new WordLevelTokenizer(wordsOf(texts));
}
