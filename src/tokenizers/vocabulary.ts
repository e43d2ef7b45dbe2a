/** Words by id, from 0. */
export class Vocabulary {
  /** In the order of their ids. */
  readonly words: readonly string[];
  readonly #ids: ReadonlyMap<string, number>;

  /** A word that stands there twice is a RangeError. */
  constructor(words: readonly string[]) {
    this.words = words;
    this.#ids = new Map(words.map((word, id) => [word, id]));
    if (this.#ids.size < words.length) {
      const twice = words.find((word, id) => this.#ids.get(word) !== id);
      throw new RangeError(`the word "${twice}" stands twice in the vocabulary`);
    }
  }

  get size(): number {
    return this.words.length;
  }

  /** Undefined where the vocabulary does not have the word. */
  idOf(word: string): number | undefined {
    return this.#ids.get(word);
  }

  /** The words of the ids; an id that the vocabulary does not have is a RangeError. */
  wordsOf(ids: readonly number[]): string[] {
    return ids.map((id) => {
      const word = this.words[id];
      if (word === undefined) {
        throw new RangeError(`no word has the id ${id}: there are ${this.size} words`);
      }
      return word;
    });
  }
}
