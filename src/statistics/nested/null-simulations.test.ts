import { mean } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { groupsWith } from '../../../test/table-one.js';
import { tableOne } from '../../data/presets/table-1.js';
import type { Measurement } from '../../evaluation/measurement.js';
import { MersenneTwister } from '../../random/mersenne-twister.js';
import { contrastOf, summariseContrasts } from '../contrasts.js';
import { pairedTTest } from '../paired-t-test.js';
import { powerOf, seedsForPower } from '../power/power.js';
import { deviationWith } from './nested-spread.js';
import { cellValues } from './seed-cells.js';

// NULL_EXPERIMENTS=10000 is the long form.
const experiments = Number(process.env.NULL_EXPERIMENTS ?? 2000);

const random = new MersenneTwister(15);
const normal = (sd: number): number =>
  sd * Math.sqrt(-2 * Math.log(1 - random.random())) * Math.cos(2 * Math.PI * random.random());

const grid = { first: 6, second: 4 };
const sds = { first: 0.03, second: 0.02 };

/** The scores of two groups over a grid of seeds, without a difference between the groups. */
function nullRows(): Measurement[] {
  return Array.from({ length: grid.first }, (_, seed) => {
    const parts = [normal(sds.first), normal(sds.first)];
    return Array.from({ length: grid.second }, (__, secondSeed) =>
      ['D5cons', 'D6cons'].map((subset, side): Measurement => {
        const run = { seed, secondSeed, stage: 'stage2', epoch: 1, questions: 100 };
        const value = 0.3 + (parts[side] ?? 0) + normal(sds.second);
        return { ...run, subset, set: 'questions', metric: 'exactMatch', value };
      }),
    ).flat();
  }).flat();
}

const iml = tableOne.contrasts.filter(({ name }) => name === 'iml');
const comparison = {
  groups: groupsWith(),
  contrasts: iml.map((one) => ({ ...one, role: 'condition' as const })),
  stages: { stage1: 'stage1', last: 'stage2' },
};

/** The root of n times Kolmogorov and Smirnov's distance of p-values from uniform ones. */
function distance(ps: readonly number[]): number {
  const sorted = [...ps].sort((a, b) => a - b);
  const gaps = sorted.map((p, i) => Math.max((i + 1) / ps.length - p, p - i / ps.length));
  return Math.sqrt(ps.length) * Math.max(...gaps);
}

/** Above this the distance is significant at 1 % (Kolmogorov's distribution). */
const limit = 1.628;

describe('nested seeds without an effect', () => {
  const found = Array.from({ length: experiments }, () => {
    const summary = contrastOf(summariseContrasts(nullRows(), comparison), 'iml');
    const cells = cellValues(summary?.seeds ?? []).flat();
    const p = summary?.p ?? Number.NaN;
    return {
      p,
      pOfCells: pairedTTest(
        cells,
        cells.map(() => 0),
      ).p,
    };
  });

  it('have uniform p-values, as first seeds are the unit', () => {
    expect(distance(found.map(({ p }) => p))).toBeLessThan(limit);
  });

  it('would not, with cells as the unit: far too many would be significant', () => {
    const ps = found.map(({ pOfCells }) => pOfCells);
    expect(distance(ps)).toBeGreaterThan(3 * limit);
    expect(mean(ps.map((p) => (p < 0.05 ? 1 : 0)))).toBeGreaterThan(0.15);
  });
});

describe('first seeds needed with so many second seeds', () => {
  const components = { between: sds.first ** 2, within: sds.second ** 2 };
  const [effect, target, simulations] = [0.03, { power: 0.8, alpha: 0.05 }, 2000] as const;

  it.each([1, 2, 5])('find the effect as often as is said, with %i', (second) => {
    const spread = { kind: 'paired', sd: deviationWith(components, second) } as const;
    const first = seedsForPower(spread, effect, target) ?? 0;
    const hits = Array.from({ length: simulations }, () => {
      const means = Array.from({ length: first }, () => {
        const part = effect + normal(sds.first);
        return mean(Array.from({ length: second }, () => part + normal(sds.second)));
      });
      return pairedTTest(
        means,
        means.map(() => 0),
      ).p < target.alpha
        ? 1
        : 0;
    });
    const power = powerOf(spread, effect, first, target.alpha);
    expect(power).toBeGreaterThanOrEqual(target.power);
    const error = Math.sqrt((power * (1 - power)) / simulations);
    expect(Math.abs(mean(hits) - power)).toBeLessThan(3 * error);
  });
});
