import { describe, expect, it } from 'vitest';
import { claimOf, type InventedMember, iml, reportsOf } from '../../test/invented-claims.js';
import type { ClaimForm, Statistic } from '../study/claim.js';
import { evaluateClaims } from './evaluate-claims.js';
import type { EvaluatedClaim } from './evaluated-claim.js';

/** The smallest effect is 0.05. */
const above: Statistic = {
  kind: 'contrast',
  measure: iml,
  direction: 'above',
  besideControl: false,
};
const beside: Statistic = { ...above, besideControl: true };

function evaluate(
  statistic: Statistic,
  members: InventedMember | readonly InventedMember[],
  form: ClaimForm = 'small',
): EvaluatedClaim {
  const list = [members].flat() as readonly InventedMember[];
  const claim = claimOf([statistic]);
  const [found] = evaluateClaims([{ claim, reports: reportsOf(...list) }], form);
  if (found === undefined) throw new Error('one claim has one result');
  return found;
}

/** Eight values around a mean, whose standard deviation is 0.0245 (by hand: sqrt(.0042 / 7)). */
const around = (mean: number): number[] =>
  [-0.03, -0.02, -0.02, -0.02, 0.01, 0.02, 0.02, 0.04].map((one) => mean + one);

describe('the verdict on a contrast', () => {
  it('is shown where it is significant in the claimed direction', () => {
    const { verdict, parts, p, seeds, reasons } = evaluate(above, { iml: around(0.1) });
    expect(verdict).toBe('shown');
    expect(seeds).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    // By hand: mean .1, standard error .0245 / sqrt 8 = .00866, t(.975, 7) = 2.3646.
    const [estimate] = parts[0]?.estimates ?? [];
    expect(estimate?.mean).toBeCloseTo(0.1, 12);
    expect(estimate?.ci95?.low).toBeCloseTo(0.1 - 2.3646 * 0.00866, 4);
    expect(estimate?.df).toBe(7);
    expect(p).toBeLessThan(1e-4);
    expect(estimate?.bootstrap95?.low).toBeGreaterThan(estimate?.ci95?.low ?? 1);
    expect(reasons[0]).toMatch(/^Significantly above zero: part 1 \+0\.100 \[/);
  });

  it('is opposite where it is significant the other way, whichever way is claimed', () => {
    expect(evaluate(above, { iml: around(-0.1) }).verdict).toBe('opposite');
    const below = { ...above, direction: 'below' } as const;
    expect(evaluate(below, { iml: around(-0.1) }).verdict).toBe('shown');
    expect(evaluate(below, { iml: around(0.1) }).verdict).toBe('opposite');
  });

  it('is not shown where the smallest effect that matters is ruled out', () => {
    const { verdict, reasons } = evaluate(above, { iml: around(0.005) });
    expect(verdict).toBe('not shown here');
    expect(reasons[0]).toContain('An effect of 0.05 or more in the claimed direction is ruled out');
  });

  it('is undecided in between, with the seeds that would settle it', () => {
    const noisy = [-0.1, -0.08, 0.14, 0.2, -0.06, 0.16, -0.02, 0.08];
    const { verdict, seedsNeeded, reasons } = evaluate(above, { iml: noisy });
    expect(verdict).toBe('undecided');
    // G*Power: sd .1177, effect .05, two-sided .05, power .8: 46 seeds.
    expect(seedsNeeded).toBe(46);
    expect(reasons.join(' ')).toContain('About 46 first seeds would find an effect of 0.05');
    expect(reasons.join(' ')).toContain('to find what was measured, which is smaller, it takes');
  });

  it('asks for more seeds than there are, where these should have been enough', () => {
    const unlucky = [0.1, -0.04, 0.08, -0.05, 0.09, -0.03, 0.06, 0.02].map((one) => one + 0.004);
    const { verdict, seedsNeeded } = evaluate({ ...above }, { iml: [...unlucky, ...unlucky] });
    expect([verdict, (seedsNeeded ?? 0) > 16]).toEqual(['undecided', true]);
  });

  it.each([
    ['a single seed', [0.2], 'One first seed gives no test of part 1.'],
    ['the same value for all', [0.2, 0.2, 0.2], 'all 3 first seeds have the same value'],
  ])('is undecided with %s', (_what, values, reason) => {
    const { verdict, p, seedsNeeded, reasons } = evaluate(above, { iml: values });
    expect([verdict, p, seedsNeeded]).toEqual(['undecided', null, null]);
    expect(reasons.join(' ')).toContain(reason);
  });

  it('is not run without a seed', () => {
    expect(evaluate(above, { iml: [] })).toMatchObject({ verdict: 'not run', p: null, seeds: [] });
    const { verdict, reasons } = evaluate(beside, { iml: around(0.1), control: [] });
    expect([verdict, reasons]).toEqual([
      'not run',
      ['No first seed is finished of part 1, minus control.'],
    ]);
  });
});

describe('a caveat', () => {
  it.each<[string, Statistic, InventedMember, string]>([
    [
      'an effect smaller than what matters',
      above,
      { iml: around(0.04).map((one) => 0.03 + (one - 0.04) / 5) },
      'smaller than what matters (0.05): +0.030 [',
    ],
    ['few seeds', above, { iml: [0.2, 0.21, 0.19, 0.2] }, 'With only 4 first seeds'],
    [
      'seeds that are not finished',
      above,
      { iml: around(0.1), lacking: 2 },
      '2 of the 10 first seeds that were fixed beforehand are not finished',
    ],
    [
      'the same in the control',
      beside,
      { iml: around(0.3), control: around(0.1).reverse() },
      'The control shows it too: +0.100 [',
    ],
  ])('is %s', (_what, statistic, member, reason) => {
    const { verdict, reasons } = evaluate(statistic, member);
    expect(verdict).toBe('shown with a caveat');
    expect(reasons.join(' ')).toContain(reason);
  });
});

describe('beside a control', () => {
  it('an effect has to differ from the same there', () => {
    const { verdict, parts } = evaluate(beside, {
      iml: around(0.1),
      control: around(0).reverse(),
    });
    expect(verdict).toBe('shown');
    expect(parts[0]?.inControl?.mean).toBeCloseTo(0, 12);
    expect(parts[0]?.minusControl?.mean).toBeCloseTo(0.1, 12);
    expect(parts[0]?.p).toBe(
      Math.max(parts[0]?.estimates[0]?.p ?? 0, parts[0]?.minusControl?.p ?? 0),
    );
  });

  it('is not shown where the control has as much', () => {
    const { verdict, reasons } = evaluate(beside, {
      iml: around(0.1),
      control: around(0.1).reverse(),
    });
    expect(verdict).toBe('not shown here');
    expect(reasons[0]).toContain('part 1, minus control');
  });

  it('compares two samples where no seeds are shared', () => {
    const others: Statistic = {
      ...above,
      measure: {
        kind: 'difference',
        minuend: { ...iml, at: 1 },
        subtrahend: { ...iml, at: 2 },
      },
    };
    const [one, two] = [around(0.1), around(0)];
    const reports = reportsOf({ iml: one, at: 1 }, { iml: two, at: 2 });
    const apart = new Map(
      [...reports].map(([name, members]) => [
        name,
        members.map((member, index) => {
          const { compared } = member;
          if (index === 0 || compared === null) return member;
          const rows = compared.report.rows.map((row) => ({ ...row, seed: row.seed + 100 }));
          return { ...member, compared: { ...compared, report: { ...compared.report, rows } } };
        }),
      ]),
    );
    const [found] = evaluateClaims([{ claim: claimOf([others]), reports: apart }], 'paper');
    // By hand: standard error sqrt(2) * .00866 = .01225; Welch with equal spreads has 14 df.
    expect(found?.parts[0]?.estimates[0]).toMatchObject({
      seeds: [],
      df: expect.closeTo(14, 6),
      mean: expect.closeTo(0.1, 9),
    });
  });
});

describe('an order, a trend and an equivalence', () => {
  const order: Statistic = {
    kind: 'order',
    measures: [3, 2, 1].map((at) => ({ ...iml, at })),
  };
  const at = (values: readonly number[], reversed: readonly boolean[]) =>
    values.map((value, index) => ({
      at: index + 1,
      iml: reversed[index] ? around(value).reverse() : around(value),
    }));
  const turned = [false, true, false];

  it('an order is shown where each is above the next', () => {
    const { verdict, parts } = evaluate(order, at([0, 0.2, 0.4], turned));
    expect(verdict).toBe('shown');
    expect(parts[0]?.estimates.map(({ title, mean }) => [title, Number(mean.toFixed(9))])).toEqual([
      ['iml at 3 - iml at 2', 0.2],
      ['iml at 2 - iml at 1', 0.2],
    ]);
  });

  it('an order is opposite where two are the other way round', () => {
    const { verdict, reasons } = evaluate(order, at([0.2, 0, 0.4], turned));
    expect(verdict).toBe('opposite');
    expect(reasons[0]).toContain('iml at 2 - iml at 1 -0.200');
    expect(reasons[0]).not.toContain('iml at 3 - iml at 2');
  });

  const trend: Statistic = {
    kind: 'trend',
    measure: iml,
    points: [1, 2, 4],
    isLogarithmic: true,
    direction: 'above',
  };
  const points = (values: readonly number[], control?: readonly number[]) =>
    values.map((value, index) => ({
      at: 2 ** index,
      iml: around(value),
      ...(control === undefined ? {} : { control: around(control[index] ?? 0) }),
    }));

  it('a trend is the slope of each seed, a doubling of the axis', () => {
    const noisy = points([0, 0.1, 0.2]).map((one, index) => ({
      ...one,
      iml: index === 1 ? one.iml : [...one.iml].reverse().map((v, i) => v + (i * index) / 1000),
    }));
    const { verdict, parts } = evaluate(trend, noisy);
    expect(verdict).toBe('shown');
    // The slope of three points in equal steps is half of the last minus the first.
    const wanted = noisy[0]?.iml.map((value, i) => ((noisy[2]?.iml[i] ?? 0) - value) / 2);
    const found = parts[0]?.estimates[0]?.seeds.map(({ value }) => value);
    expect(found?.length).toBe(8);
    for (const [i, slope] of (found ?? []).entries())
      expect(slope).toBeCloseTo(wanted?.[i] ?? 1, 9);
  });

  it('a trend is that of the difference from the control, where that is wanted', () => {
    const wavy = (values: readonly number[], from: number) =>
      values.map((value, i) => value + Math.sin(i + from) / 50);
    const members = points([0, 0.1, 0.2], [0, 0.1, 0.2]).map((one, index) => ({
      ...one,
      iml: wavy(one.iml, index),
    }));
    expect(evaluate(trend, members).verdict).toBe('shown');
    const found = evaluate({ ...trend, minusControl: true }, members);
    expect(found.verdict).toBe('not shown here');
    expect(found.parts[0]?.inControl?.mean).toBeCloseTo(0.1, 9);
  });

  const none: Statistic = { kind: 'equivalence', measure: iml, bound: 0.05 };

  it('an equivalence is shown where an effect of the bound is ruled out', () => {
    const { verdict, p, reasons } = evaluate(none, { iml: around(0.005) });
    expect(verdict).toBe('shown');
    // By hand: t = (.05 - .005) / .00866 = 5.196 with 7 df, one-sided.
    expect(p).toBeCloseTo(0.00063, 4);
    expect(reasons[0]).toContain('An effect of 0.05 or more, either way, is ruled out');
  });

  it.each([
    ['shown with a caveat', around(0.03).map((one) => 0.03 + (one - 0.03) / 3)],
    ['not shown here', around(0.1)],
    ['not shown here', around(-0.1)],
    ['undecided', around(0.05)],
  ])('an equivalence is %s else', (verdict, values) => {
    expect(evaluate(none, { iml: values }).verdict).toBe(verdict);
  });
});
