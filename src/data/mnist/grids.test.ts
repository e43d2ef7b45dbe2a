import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallGrids } from '../../../test/small-images.js';
import { tableOne, withAlpha } from '../presets/table-1.js';
import { drawGrids, type GridPair, gridText, pairsOf } from './grids.js';
import { type MnistOptions, mnistOptions } from './options.js';

const pairsIn = (options: MnistOptions, seed: number): GridPair[] =>
  [...drawGrids(options, seed).pairs.values()].flat();
const textOf = (cells: Uint8Array | null): string => Array.from(cells ?? []).join('');

const someOptions = fc
  .record({ grid: fc.constantFrom(2, 3), targets: fc.integer({ min: 2, max: 5 }) })
  .map((some): MnistOptions => ({ ...smallGrids, pairs: 96, ...some }));

describe('grids', () => {
  it('give every subset its share, variables of their own and an entity each', () => {
    fc.assert(
      fc.property(someOptions, fc.nat(1000), (options, seed) => {
        const { pairs, tags } = drawGrids(options, seed);
        const sizes = Object.fromEntries([...pairs].map(([name, own]) => [name, own.length]));
        expect(sizes).toEqual({
          D1cons: 24,
          D2incons: 24,
          QA3: 12,
          D5cons: 12,
          D6cons: 12,
          QA7: 12,
        });
        const all = [...pairs.values()].flat();
        expect(new Set(all.map(({ variable }) => textOf(variable))).size).toBe(96);
        for (const { variable, entity } of all) {
          expect([variable.length, entity.length]).toEqual([options.grid ** 2, options.grid ** 2]);
          expect(Math.max(...variable)).toBeLessThan(10);
          expect(Math.max(...entity)).toBeLessThan(options.targets);
        }
        expect(new Set(tags.map(textOf)).size).toBe(3);
      }),
      { numRuns: 20 },
    );
  });

  it('define truly, or by the entities of others of the subset, none of them right', () => {
    fc.assert(
      fc.property(someOptions, fc.nat(1000), (options, seed) => {
        const { pairs } = drawGrids(options, seed);
        for (const [name, own] of pairs) {
          const said = own.map(({ defined }) => textOf(defined));
          const true_ = own.map(({ entity }) => textOf(entity));
          if (name.startsWith('QA')) expect(said.every((one) => one === '')).toBe(true);
          else if (name !== 'D2incons') expect(said).toEqual(true_);
          else {
            expect(said.toSorted()).toEqual(true_.toSorted());
            expect(said.some((one, i) => one === true_[i])).toBe(false);
          }
        }
      }),
      { numRuns: 20 },
    );
  });

  it('carry the tags of Table 1, and leave a cell out where questions train', () => {
    for (const { subset, tag, leftOut } of pairsIn(smallGrids, 3)) {
      const wanted = { D1cons: 1, D2incons: 2, QA3: 0, D5cons: 1, D6cons: 2, QA7: 0 };
      expect(tag).toBe(wanted[subset as keyof typeof wanted]);
      expect(leftOut === null).toBe(['D5cons', 'D6cons', 'QA7'].includes(subset));
    }
    const left = pairsIn({ ...smallGrids, pairs: 2000, grid: 3 }, 1).map(({ leftOut }) => leftOut);
    for (let cell = 0; cell < 9; cell++)
      expect(left.filter((one) => one === cell).length).toBeGreaterThan(100);
  });

  it('are the same for the same seed only', () => {
    expect(drawGrids(smallGrids, 5)).toEqual(drawGrids(smallGrids, 5));
    expect(pairsIn(smallGrids, 6)).not.toEqual(pairsIn(smallGrids, 5));
  });

  it('draw a control of the same variables and entities, whose tags are right half of the time', () => {
    const control = { ...smallGrids, shares: withAlpha(smallGrids.shares, 0.5) };
    const [effect, other] = [pairsIn(smallGrids, 7), pairsIn(control, 7)];
    const words = (all: readonly GridPair[]) => all.map(({ variable }) => textOf(variable)).sort();
    expect(words(other)).toEqual(words(effect));
    const rightOf = (tag: number): number[] => {
      const x1 = other.filter((one) => one.tag === tag && one.leftOut !== null);
      return [x1.length, x1.filter((one) => textOf(one.defined) === textOf(one.entity)).length];
    };
    expect([rightOf(1), rightOf(2)]).toEqual([
      [6, 3],
      [6, 3],
    ]);
  });

  it('are written a word a row', () => {
    expect(gridText(Uint8Array.of(3, 5, 2, 1), 'digits')).toBe('35 21');
    expect(gridText(Uint8Array.of(0, 1, 1, 0), 'targets')).toBe('AB BA');
  });

  it.each([
    [{ shares: { D1cons: 0.999, D5cons: 0.001 } }, /of 24 pairs, D5cons gets none/],
    [
      { pairs: 8, shares: { D1cons: 0.875, D2incons: 0.125 } },
      /data.pairs: D2incons, which gets 1, is too small: false definitions are impossible/,
    ],
  ])('that cannot be are refused: %o', (changes, message) => {
    expect(() => drawGrids({ ...smallGrids, ...changes }, 1)).toThrow(message);
  });

  it.each([
    [{ shares: { QA4: 1 } }, 'QA4 cannot be shown in images'],
    [{ grid: 1, pairs: 6 }, 'a grid of 1 x 1 digits has 10 variables: expected at most half'],
    [{ cell: 9 }, 'Invalid option: expected one of 28|14|12|8|7'],
  ])('options %o are refused', (changes, message) => {
    const { success, error } = mnistOptions.safeParse({ ...smallGrids, ...changes });
    expect(success).toBe(false);
    expect(error?.issues[0]?.message).toContain(message);
  });

  it('round the sizes of subsets', () => {
    const thirds = { D1cons: 1 / 3, D2incons: 1 / 3, QA7: 1 / 3 };
    expect(pairsOf({ ...tableOne, pairs: 10, shares: thirds }).map(([, size]) => size)).toEqual([
      3, 3, 3,
    ]);
  });
});
