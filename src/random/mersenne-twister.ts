import { Mt19937 } from './mt19937.js';

/** What can be shuffled in place: an array or a typed array. */
export interface Shuffleable<T> {
  readonly length: number;
  [index: number]: T;
}

/**
 * Python's `random.Random(seed)` (CPython 3.11): the same seed gives the same draws, so that data
 * sets equal the authors' byte for byte.
 *
 * The seed is a non-negative integer up to 2^53 - 1; anything else is a RangeError.
 */
export class MersenneTwister {
  readonly #bits: Mt19937;

  constructor(seed: number | Mt19937) {
    this.#bits = typeof seed === 'number' ? Mt19937.fromKey(seedKey(seed)) : seed;
  }

  /**
   * A generator of its own for one purpose, split off a seed by name, so that drawing more for one
   * purpose leaves the draws of every other as they were.
   */
  static named(seed: number, name: string): MersenneTwister {
    const [low = 0, high = 0] = seedKey(seed);
    const codePoints = Array.from(name, (character) => character.codePointAt(0) ?? 0);
    return new MersenneTwister(Mt19937.fromKey([low, high, ...codePoints]));
  }

  /** Goes on from where another was when it gave its `state`. */
  static fromState(state: Uint32Array): MersenneTwister {
    return new MersenneTwister(Mt19937.fromState(state));
  }

  /** All that its next draws depend on, as Python's `getstate()[1]` [625]; a copy. */
  state(): Uint32Array {
    return this.#bits.state();
  }

  /** A second generator that continues from the same state. */
  clone(): MersenneTwister {
    return new MersenneTwister(this.#bits.clone());
  }

  /** A fraction in [0, 1). */
  random(): number {
    return this.#bits.nextFraction();
  }

  /** An integer of so many random bits, 1 to 53. */
  getrandbits(bits: number): number {
    if (!Number.isInteger(bits) || bits < 1 || bits > 53) {
      throw new RangeError(`getrandbits takes 1 to 53 bits, got ${bits}`);
    }
    if (bits <= 32) return this.#bits.nextUint32() >>> (32 - bits);
    const low = this.#bits.nextUint32();
    return (this.#bits.nextUint32() >>> (64 - bits)) * 4294967296 + low;
  }

  /** An integer in start .. stop - 1; a range without any is a RangeError. */
  randrange(start: number, stop: number): number {
    return start + this.#below(stop - start);
  }

  /** An integer in low .. high, both included. */
  randint(low: number, high: number): number {
    return this.randrange(low, high + 1);
  }

  /** One of the items, each equally likely; no items is a RangeError. */
  choice<T>(items: readonly T[]): T {
    return items[this.#below(items.length)] as T;
  }

  /** So many items, drawn with replacement. */
  choices<T>(items: readonly T[], count: number): T[] {
    if (items.length === 0) throw new RangeError('choices needs at least one item to choose from');
    return Array.from({ length: count }, () => {
      return items[Math.floor(this.random() * items.length)] as T;
    });
  }

  /** Shuffles in place, all orders equally likely. */
  shuffle<T>(items: Shuffleable<T>): void {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.#below(i + 1);
      const held = items[i] as T;
      items[i] = items[j] as T;
      items[j] = held;
    }
  }

  /** So many different items in random order; more than there are is a RangeError. */
  sample<T>(items: readonly T[], count: number): T[] {
    return this.sampleRange(items.length, count).map((index) => items[index] as T);
  }

  /**
   * So many different integers of 0 .. size - 1 in random order, as Python's `sample(range(size),
   * count)`.
   */
  sampleRange(size: number, count: number): number[] {
    if (!Number.isInteger(count) || count < 0 || count > size) {
      throw new RangeError(`cannot draw ${count} different items out of ${size}`);
    }
    return size <= poolLimit(count) ? this.#samplePool(size, count) : this.#sampleSet(size, count);
  }

  #samplePool(size: number, count: number): number[] {
    const pool = Array.from({ length: size }, (_, index) => index);
    return Array.from({ length: count }, (_, drawn) => {
      const j = this.#below(size - drawn);
      const item = pool[j] as number;
      pool[j] = pool[size - drawn - 1] as number;
      return item;
    });
  }

  #sampleSet(size: number, count: number): number[] {
    const selected = new Set<number>();
    while (selected.size < count) selected.add(this.#below(size));
    return [...selected];
  }

  #below(limit: number): number {
    if (!Number.isSafeInteger(limit) || limit < 1) {
      throw new RangeError(`cannot draw an integer from a range of ${limit} values`);
    }
    const bits = bitLength(limit);
    let drawn = this.getrandbits(bits);
    while (drawn >= limit) drawn = this.getrandbits(bits);
    return drawn;
  }
}

/** Up to this size CPython copies the population; above it, it remembers what was drawn. */
function poolLimit(count: number): number {
  return count > 5 ? 21 + 4 ** Math.ceil(Math.log(count * 3) / Math.log(4)) : 21;
}

function bitLength(value: number): number {
  const high = Math.floor(value / 4294967296);
  return high > 0 ? 64 - Math.clz32(high) : 32 - Math.clz32(value);
}

function seedKey(seed: number): number[] {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(`a seed is an integer of 0 to 2^53 - 1, got ${seed}`);
  }
  const high = Math.floor(seed / 4294967296);
  return high > 0 ? [seed % 4294967296, high] : [seed];
}
