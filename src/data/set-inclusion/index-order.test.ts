import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { groupNames, groupsWith } from '../../../test/table-one.js';
import { MersenneTwister } from '../../random/mersenne-twister.js';
import { pythonIntSetOrder } from '../../random/python-int-set-order.js';
import { releaseNames } from '../presets/table-1.js';
import { sliceX1, sliceX2 } from '../shares.js';

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

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
        groupNames.map((name) => [name, fractions[releaseNames[name]] ?? 0]),
      );
      const groups = groupsWith(shares);
      const pool = [...sliceX1(range(0, num_x), groups).x2];
      new MersenneTwister(seed_stage2).shuffle(pool);
      const divided = sliceX2(pool, groups);
      for (const name of ['D5cons', 'D6cons', 'D8cons'] as const) {
        const ours = pythonIntSetOrder(divided.get(name) ?? []);
        expect(ours, `${num_x} ${name}`).toEqual(expected[releaseNames[name]]);
      }
    }
    expect(orders.length).toBeGreaterThan(3);
  });
});
