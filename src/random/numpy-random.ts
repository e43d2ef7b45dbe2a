import type { Shuffleable } from './mersenne-twister.js';
import { Mt19937 } from './mt19937.js';

/**
 * NumPy's legacy `RandomState(seed)`, as far as scikit-learn's stratified split draws from it.
 *
 * The seed is an integer of 0 to 2^32 - 1; anything else is a RangeError.
 */
export class NumpyRandom {
  readonly #bits: Mt19937;

  constructor(seed: number) {
    if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
      throw new RangeError(`NumPy's seed is an integer of 0 to 2^32 - 1, got ${seed}`);
    }
    this.#bits = Mt19937.fromInteger(seed);
  }

  /** A fraction in [0, 1), as `random_sample`. */
  randomSample(): number {
    return this.#bits.nextFraction();
  }

  /** Shuffles in place. */
  shuffle<T>(items: Shuffleable<T>): void {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.#upTo(i);
      const held = items[i] as T;
      items[i] = items[j] as T;
      items[j] = held;
    }
  }

  /** The integers 0 .. size - 1 in random order. */
  permutation(size: number): number[] {
    const order = Array.from({ length: size }, (_, index) => index);
    this.shuffle(order);
    return order;
  }

  /** So many different items in random order; more than there are is a RangeError. */
  choiceWithoutReplacement<T>(items: readonly T[], count: number): T[] {
    if (count > items.length) {
      throw new RangeError(`cannot choose ${count} different items out of ${items.length}`);
    }
    const order = this.permutation(items.length);
    return order.slice(0, count).map((index) => items[index] as T);
  }

  #upTo(limit: number): number {
    const mask = limit === 0 ? 0 : 0xffffffff >>> Math.clz32(limit);
    let drawn = (this.#bits.nextUint32() & mask) >>> 0;
    while (drawn > limit) drawn = (this.#bits.nextUint32() & mask) >>> 0;
    return drawn;
  }
}
