const stateLength = 624;
const shiftLength = 397;

/**
 * The 32-bit Mersenne Twister (Matsumoto and Nishimura 1998), with both published ways to seed it:
 * Python's `random` and NumPy's `RandomState` draw from the same stream and differ in the seeding
 * and in what they make of it.
 */
export class Mt19937 {
  readonly #state: Uint32Array;
  #index: number;

  private constructor(state: Uint32Array, index: number) {
    this.#state = state;
    this.#index = index;
  }

  /** Seeds from one 32-bit integer (`init_genrand`, as NumPy's `RandomState` does). */
  static fromInteger(seed: number): Mt19937 {
    const state = new Uint32Array(stateLength);
    state[0] = seed;
    for (let i = 1; i < stateLength; i++) {
      state[i] = Math.imul(1812433253, scrambled(state, i - 1)) + i;
    }
    return new Mt19937(state, stateLength);
  }

  /**
   * Seeds from a list of 32-bit integers, at least one (`init_by_array`, as Python's `random`
   * does).
   */
  static fromKey(key: readonly number[]): Mt19937 {
    const state = Mt19937.fromInteger(19650218).#state;
    let i = 1;
    const advance = () => {
      i++;
      if (i < stateLength) return;
      state[0] = state[stateLength - 1] as number;
      i = 1;
    };
    for (let k = 0; k < Math.max(stateLength, key.length); k++) {
      const j = k % key.length;
      const mixed = (state[i] as number) ^ Math.imul(scrambled(state, i - 1), 1664525);
      state[i] = mixed + (key[j] as number) + j;
      advance();
    }
    for (let k = 0; k < stateLength - 1; k++) {
      state[i] = ((state[i] as number) ^ Math.imul(scrambled(state, i - 1), 1566083941)) - i;
      advance();
    }
    state[0] = 0x80000000;
    return new Mt19937(state, stateLength);
  }

  /** Goes on from a `state`; throws a RangeError for what is none. */
  static fromState(state: Uint32Array): Mt19937 {
    const index = state[stateLength] ?? 0;
    if (state.length !== stateLength + 1 || index < 1 || index > stateLength)
      throw new RangeError(
        `the state of a Mersenne Twister is ${stateLength} words and an index of 1 to ` +
          `${stateLength}, got ${state.length} numbers that end with ${state.at(-1)}`,
      );
    return new Mt19937(state.slice(0, stateLength), index);
  }

  /**
   * All that the next draws depend on: 624 words and the index of the next, as Python's
   * `random.getstate()[1]`; a copy.
   */
  state(): Uint32Array {
    return Uint32Array.of(...this.#state, this.#index);
  }

  /** The next integer, uniform over 0 .. 2^32 - 1. */
  nextUint32(): number {
    if (this.#index === stateLength) this.#refill();
    let y = this.#state[this.#index] as number;
    this.#index++;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    y ^= y >>> 18;
    return y >>> 0;
  }

  /** The next fraction in [0, 1), with 53 random bits (two integers are drawn). */
  nextFraction(): number {
    const high = this.nextUint32() >>> 5;
    const low = this.nextUint32() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /**
   * A second generator that continues from the same state; drawing from one leaves the other alone.
   */
  clone(): Mt19937 {
    return Mt19937.fromState(this.state());
  }

  #refill(): void {
    const state = this.#state;
    for (let i = 0; i < stateLength; i++) {
      const next = state[(i + 1) % stateLength] as number;
      const y = ((state[i] as number) & 0x80000000) | (next & 0x7fffffff);
      const twisted = (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
      state[i] = (state[(i + shiftLength) % stateLength] as number) ^ twisted;
    }
    this.#index = 0;
  }
}

function scrambled(state: Uint32Array, index: number): number {
  const value = state[index] as number;
  return value ^ (value >>> 30);
}
