import { splitWords } from '../text/words.js';
import type { SavableTokenizer, SavedTokenizer } from './saved-tokenizer.js';
import { savedWords } from './saved-words.js';
import { Vocabulary } from './vocabulary.js';

const unknown = '[UNK]';

/**
 * One token for every word of a vocabulary that the data fix, words being what white space
 * separates. The first word, such as `[PAD]`, ends and fills texts; a word that is not there is
 * `[UNK]`. As the authors' tokenizer of set inclusion.
 */
export class FixedVocabularyTokenizer implements SavableTokenizer {
  readonly padId = 0;
  readonly endId = 0;
  readonly #vocabulary: Vocabulary;
  readonly #unknownId: number;

  /** The words by id. One that stands there twice, or no `[UNK]`, is a RangeError. */
  constructor(words: readonly string[]) {
    this.#vocabulary = new Vocabulary(words);
    const unknownId = this.#vocabulary.idOf(unknown);
    if (unknownId === undefined) throw new RangeError(`the vocabulary has no word "${unknown}"`);
    this.#unknownId = unknownId;
  }

  get vocabularySize(): number {
    return this.#vocabulary.size;
  }

  encode(text: string): number[] {
    return splitWords(text).map((word) => this.#vocabulary.idOf(word) ?? this.#unknownId);
  }

  /**
   * The words joined by single spaces, without the first one and `[UNK]`; an id that the
   * vocabulary does not have is a RangeError.
   */
  decode(ids: readonly number[]): string {
    const said = ids.filter((id) => id !== this.endId && id !== this.#unknownId);
    return this.#vocabulary.wordsOf(said).join(' ');
  }

  saved(): SavedTokenizer {
    const { padId, endId } = this;
    const [pad = unknown] = this.#vocabulary.words;
    return savedWords(this.#vocabulary.words, { pad, unknown, padId, endId });
  }
}
