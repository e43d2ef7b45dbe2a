import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NumpyRandom } from './numpy-random.js';
import { proportionalCounts, stratifiedSplit } from './stratified-split.js';

/** A list of counts, or one value and how many times it stands there. */
type Counts = number[] | { readonly value: number; readonly times: number };

interface Golden {
  readonly stratified_split: {
    readonly title: string;
    readonly test_size: number;
    readonly labels: string[];
    readonly results: {
      readonly seed: number;
      readonly train: number[];
      readonly test: number[];
    }[];
  }[];
  readonly proportional_counts: {
    readonly counts: Counts;
    readonly n_draws: number;
    readonly seed: number;
    readonly result: Counts;
    readonly permutation_5_afterwards: number[];
  }[];
}

const expand = (counts: Counts) =>
  Array.isArray(counts) ? counts : new Array<number>(counts.times).fill(counts.value);

const golden = '../shared/golden/datasets/random_numbers.json';
const present = existsSync(golden);
const title = 'the stratified split against scikit-learn';

describe.skipIf(!present)(present ? title : `${title} (skipped: ${golden} is absent)`, () => {
  const read = () => JSON.parse(readFileSync(golden, 'utf8')) as Golden;

  it('gives the same rows in the same order', () => {
    for (const { title: name, labels, test_size: testShare, results } of read().stratified_split) {
      for (const { seed, train, test } of results) {
        expect(stratifiedSplit(labels, testShare, seed), name).toEqual({ train, test });
      }
    }
  });

  it('gives the same counts and leaves the generator in the same state', () => {
    for (const expected of read().proportional_counts) {
      const random = new NumpyRandom(expected.seed);
      const drawn = proportionalCounts(expand(expected.counts), expected.n_draws, random);
      expect(drawn).toEqual(expand(expected.result));
      expect(random.permutation(5)).toEqual(expected.permutation_5_afterwards);
    }
  });
});

describe('stratifiedSplit', () => {
  it('puts every row on one side, and of 6 questions one on the test side', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 60 }), (seed, groups) => {
        const labels = Array.from({ length: 6 * groups }, (_, row) => `g${row % groups}`);
        const { train, test } = stratifiedSplit(labels, 0.1666666, seed);
        const rows = [...train, ...test].sort((a, b) => a - b);
        expect(rows).toEqual(labels.map((_, row) => row));
        expect(test.length).toBe(groups);
      }),
      { numRuns: 50 },
    );
  });

  it('refuses what scikit-learn refuses', () => {
    expect(() => stratifiedSplit(['a', 'a', 'b'], 0.5, 0)).toThrow('"b"');
    expect(() => stratifiedSplit(['a', 'a', 'b', 'b'], 0.2, 0)).toThrow(
      'data.testShare: 0.2 leaves 1 test questions for 2 aliases',
    );
  });
});
