/** The generator of 32 bits that tools/tokenizer_mutations.py has too, so that both draw the same. */
export class PortableRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** A whole number from 0 to below `count`. */
  below(count: number): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return (this.#state >>> 8) % count;
  }

  /** Texts of up to 11 chunks. */
  texts(count: number, chunks: readonly string[]): string[] {
    return Array.from({ length: count }, () => {
      const picks: string[] = [];
      // The draws are in the order of the Python comprehension: the length first.
      for (let left = this.below(12); left > 0; left--)
        picks.push(chunks[this.below(chunks.length)] as string);
      return picks.join('');
    });
  }
}
