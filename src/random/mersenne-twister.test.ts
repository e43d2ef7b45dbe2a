import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MersenneTwister } from './mersenne-twister.js';

interface PythonDraws {
  readonly seed: number;
  readonly random: number[];
  readonly getrandbits: [number, number][];
  readonly randrange: [number, number][];
  readonly randint: number[];
  readonly choice: string;
  readonly choices: number[];
  readonly shuffle: number[];
  readonly sample: [number, number, number[]][];
  readonly afterwards: number;
}

const fixture = JSON.parse(readFileSync('test/fixtures/python-random.json', 'utf8')) as {
  readonly python: PythonDraws[];
};
const letters = Array.from('abcdefghijklmnopqrstuvwxyz');
const range = (size: number) => Array.from({ length: size }, (_, index) => index);
const times = <T>(count: number, draw: () => T) => Array.from({ length: count }, draw);

describe('MersenneTwister draws what random.Random draws', () => {
  it.each(fixture.python)('one generator in sequence, seed $seed', (python) => {
    const random = new MersenneTwister(python.seed);
    expect(times(5, () => random.random())).toEqual(python.random);
    for (const [bits, drawn] of python.getrandbits) expect(random.getrandbits(bits)).toBe(drawn);
    for (const [stop, drawn] of python.randrange) expect(random.randrange(0, stop)).toBe(drawn);
    expect(times(10, () => random.randint(1, 6))).toEqual(python.randint);
    expect(times(20, () => random.choice(letters)).join('')).toBe(python.choice);
    const numbers = range(50);
    expect(random.choices(numbers, 10)).toEqual(python.choices);
    random.shuffle(numbers);
    expect(numbers).toEqual(python.shuffle);
    for (const [size, count, drawn] of python.sample) {
      expect(random.sampleRange(size, count)).toEqual(drawn);
    }
    for (let i = 0; i < 2000; i++) random.random();
    expect(random.random()).toBe(python.afterwards);
  });
});

describe('the state of a generator', () => {
  it('is that of Python’s', () => {
    // CPython 3.11: r = random.Random(10); [r.random() for _ in range(400)]; r.getstate()[1]
    const random = new MersenneTwister(10);
    expect([...random.state().subarray(0, 3)]).toEqual([2147483648, 3187044887, 2687139204]);
    expect(random.state().at(-1)).toBe(624);
    times(400, () => random.random());
    const state = random.state();
    expect(createHash('sha256').update(new Uint8Array(state.buffer)).digest('hex')).toBe(
      '805514f44b75cd6c0904be6d30d85083e666109cb9b194345fa8228433942360',
    );
    const again = MersenneTwister.fromState(state);
    expect(times(3, () => again.getrandbits(32))).toEqual([1286507371, 1993567565, 3655395326]);
  });

  it('gives back a generator that draws the same, and is a copy', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 1300 }), (seed, before) => {
        const random = new MersenneTwister(seed);
        times(before, () => random.getrandbits(32));
        const state = random.state();
        const drawn = times(700, () => random.getrandbits(32));
        const again = MersenneTwister.fromState(state);
        expect(times(700, () => again.getrandbits(32))).toEqual(drawn);
        const third = MersenneTwister.fromState(state);
        expect(times(700, () => third.getrandbits(32))).toEqual(drawn);
      }),
      { numRuns: 30 },
    );
  });

  it('of another length or with no index is refused', () => {
    const state = new MersenneTwister(1).state();
    expect(() => MersenneTwister.fromState(state.slice(1))).toThrow('got 624 numbers');
    expect(() => MersenneTwister.fromState(state.fill(0, 624))).toThrow(RangeError);
  });
});

interface GoldenDraws {
  readonly [key: string]: unknown;
  readonly seed: number;
}

const golden = '../shared/golden/datasets/random_numbers.json';
const present = existsSync(golden);
const title = 'MersenneTwister against the golden file';

describe.skipIf(!present)(present ? title : `${title} (skipped: ${golden} is absent)`, () => {
  const read = () => JSON.parse(readFileSync(golden, 'utf8')) as { python_random: GoldenDraws[] };

  it('starts alike for every seed', () => {
    for (const expected of read().python_random) {
      const fresh = () => new MersenneTwister(expected.seed);
      for (const [key, value] of Object.entries(expected)) {
        const [, kind, size, count] = /^(shuffle|sample)_range_(\d+)(?:_(\d+)$)?/.exec(key) ?? [];
        if (kind === 'shuffle') {
          const items = range(Number(size));
          fresh().shuffle(items);
          expect(items, key).toEqual(value);
        } else if (kind === 'sample' && count !== undefined) {
          expect(fresh().sample(range(Number(size)), Number(count)), key).toEqual(value);
        }
      }
      const integers = fresh();
      const large = times(3, () => integers.randint(0, 2 ** 40));
      expect(large).toEqual(expected.randint_0_2pow40_3);
      const chooser = fresh();
      const text = times(20, () => chooser.choice(letters)).join('');
      expect(text).toBe(expected.choice_letters_20);
    }
  });
});

describe('MersenneTwister', () => {
  it('shuffles to a permutation, and a copy goes on alike', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 300 }), (seed, size) => {
        const random = new MersenneTwister(seed);
        const copy = random.clone();
        const items = Int32Array.from(range(size));
        const again = range(size);
        random.shuffle(items);
        copy.shuffle(again);
        expect([...items]).toEqual(again);
        expect([...items].sort((a, b) => a - b)).toEqual(range(size));
      }),
      { numRuns: 50 },
    );
  });

  it('splits off generators by name that repeat and differ', () => {
    const draw = (seed: number, name: string) => MersenneTwister.named(seed, name).random();
    expect(draw(0, 'world')).toBe(draw(0, 'world'));
    expect(new Set([draw(0, 'world'), draw(0, 'order'), draw(1, 'world')]).size).toBe(3);
    expect(draw(0, 'world')).not.toBe(new MersenneTwister(0).random());
  });

  it('refuses what it cannot draw', () => {
    const random = new MersenneTwister(0);
    expect(() => new MersenneTwister(-1)).toThrow('a seed is an integer of 0 to 2^53 - 1, got -1');
    expect(() => random.choice([])).toThrow('range of 0 values');
    expect(() => random.sample([1, 2], 3)).toThrow('cannot draw 3 different items out of 2');
    expect(() => random.getrandbits(54)).toThrow('1 to 53 bits');
  });
});
