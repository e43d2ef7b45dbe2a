import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MersenneTwister } from './mersenne-twister.js';
import { pythonIntSetOrder } from './python-int-set-order.js';
import { sliceX1, sliceX2 } from './shares.js';
import { subsetNames, subsets } from './subsets.js';

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

describe('pythonIntSetOrder', () => {
  it('walks integers as CPython 3.11 does', () => {
    // list(set([...])) of an interpreter.
    expect(pythonIntSetOrder([30, 31, 32, 33, 34])).toEqual([32, 33, 34, 30, 31]);
    expect(pythonIntSetOrder([1000, 8, 16, 3])).toEqual([1000, 8, 3, 16]);
    expect(pythonIntSetOrder([7, 15, 23, 31, 39, 47])).toEqual([39, 7, 15, 47, 23, 31]);
    expect(pythonIntSetOrder([100_000, 5, 70_000, 64])).toEqual([100_000, 64, 70_000, 5]);
    expect(pythonIntSetOrder(range(95, 105))).toEqual([
      96, 97, 98, 99, 100, 101, 102, 103, 104, 95,
    ]);
  });

  it('walks the first integers in their order, whatever order they were added in', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), fc.nat(), (size, seed) => {
        const added = range(0, size);
        new MersenneTwister(seed).shuffle(added);
        expect(pythonIntSetOrder(added)).toEqual(range(0, size));
      }),
    );
  });

  it('has every integer once', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat({ max: 2 ** 31 - 1 })), (integers) => {
        expect(new Set(pythonIntSetOrder(integers))).toEqual(new Set(integers));
        expect(pythonIntSetOrder(integers)).toHaveLength(integers.length);
      }),
    );
  });
});

interface Order {
  readonly num_x: number;
  readonly fractions: Readonly<Record<string, number>>;
  readonly seed_stage2: number;
  readonly subsets: Readonly<Record<string, readonly number[]>>;
}

const file = '../shared/golden/datasets/set_inclusion/index_order.json';
const present = existsSync(file);
const title = "the order of the authors' variables in X2, up to 8,000";

describe.skipIf(!present)(present ? title : `${title} (skipped: ${file} is absent)`, () => {
  it('is that of their sets of indices', () => {
    const orders = JSON.parse(readFileSync(file, 'utf8')) as Order[];
    for (const { num_x, fractions, seed_stage2, subsets: expected } of orders) {
      const shares = Object.fromEntries(
        subsetNames.map((name) => [name, fractions[subsets[name].releaseName] ?? 0]),
      );
      const pool = [...sliceX1(range(0, num_x), shares).x2];
      new MersenneTwister(seed_stage2).shuffle(pool);
      const divided = sliceX2(pool, shares);
      for (const name of ['D5cons', 'D6cons', 'D8cons'] as const) {
        const ours = pythonIntSetOrder(divided.get(name) ?? []);
        expect(ours, `${num_x} ${name}`).toEqual(expected[subsets[name].releaseName]);
      }
    }
    expect(orders.length).toBeGreaterThan(3);
  });
});
