import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MersenneTwister } from './mersenne-twister.js';
import { pythonIntSetOrder } from './python-int-set-order.js';

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
