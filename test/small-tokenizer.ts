import type { Tokenizer } from '../src/tokenizers/tokenizer.js';

/**
 * A tokenizer of a few pieces that can be checked by eye: takes the longest piece that fits. Id 0
 * ends a text; white space at the ends is dropped where `strips`, as T5's does.
 */
export class SmallTokenizer implements Tokenizer {
  readonly padId = 0;
  readonly endId = 0;
  readonly #pieces: readonly string[];
  readonly #strips: boolean;

  constructor(pieces: readonly string[], { strips = false } = {}) {
    this.#pieces = ['', ...pieces];
    this.#strips = strips;
  }

  get vocabularySize(): number {
    return this.#pieces.length;
  }

  encode(text: string): number[] {
    const ids: number[] = [];
    let rest = this.#strips ? text.trim() : text;
    while (rest !== '') {
      const fitting = [...this.#pieces.keys()].filter(
        (id) => id !== this.endId && rest.startsWith(this.#pieces[id] as string),
      );
      const id = fitting.sort((a, b) => this.#length(b) - this.#length(a))[0];
      if (id === undefined) throw new Error(`no piece fits "${rest}"`);
      ids.push(id);
      rest = rest.slice(this.#length(id));
    }
    return ids;
  }

  decode(ids: readonly number[]): string {
    return ids.map((id) => this.#pieces[id] ?? '').join('');
  }

  #length(id: number): number {
    return (this.#pieces[id] as string).length;
  }
}
