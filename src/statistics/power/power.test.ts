import { describe, expect, it } from 'vitest';
import fixture from '../../../test/fixtures/power.json' with { type: 'json' };
import { noncentralTBelow } from './noncentral-t.js';
import {
  detectableEffect,
  deviationInterval,
  powerOf,
  type Spread,
  seedsForPower,
  seedsForWidth,
} from './power.js';

const spreadOf = (sds: readonly number[]): Spread => {
  const [first = 0, second] = sds;
  return second === undefined
    ? { kind: 'paired', sd: first }
    : { kind: 'two samples', sds: [first, second] };
};

describe('noncentralTBelow', () => {
  it.each(fixture.below)('agrees with scipy at %j', ({ t, df, shift, below }) => {
    expect(noncentralTBelow(t, df, shift)).toBeCloseTo(below, 9);
  });
});

describe('power', () => {
  it.each(fixture.power)('agrees with scipy and statsmodels: %j', (one) => {
    const { sds, effect, seeds, power, alpha } = one;
    const spread = spreadOf(sds);
    expect(powerOf(spread, effect, seeds, alpha)).toBeCloseTo(one.powerOf, 7);
    expect(powerOf(spread, -effect, seeds, alpha)).toBeCloseTo(one.powerOf, 7);
    expect(seedsForPower(spread, effect, { power, alpha })).toBe(one.seedsFor);
    const found = detectableEffect(spread, seeds, { power, alpha });
    expect(powerOf(spread, found, seeds, alpha)).toBeCloseTo(power, 9);
  });

  it('gives up where no number of seeds is enough', () => {
    const target = { power: 0.8, alpha: 0.05 };
    expect(seedsForPower({ kind: 'paired', sd: 1 }, 1e-6, target)).toBe(null);
    expect(seedsForWidth({ kind: 'paired', sd: 1 }, 1e-6, 0.05)).toBe(null);
  });

  it('knows the seeds of an interval by its width', () => {
    // By hand, t(.975, n - 1): 2 * 2.1448 * .02 / sqrt(15) = .02215, and .02131 for 16 seeds.
    expect(seedsForWidth({ kind: 'paired', sd: 0.02 }, 0.0222, 0.05)).toBe(15);
    expect(seedsForWidth({ kind: 'paired', sd: 0.02 }, 0.0221, 0.05)).toBe(16);
  });
});

describe('deviationInterval', () => {
  it.each(fixture.deviation)('agrees with scipy: %j', ({ sd, df, low, high }) => {
    const found = deviationInterval(sd, df);
    expect(found.low).toBeCloseTo(low, 9);
    expect(found.high).toBeCloseTo(high, 9);
  });
});
