import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import golden from '../../../test/fixtures/logistic-regression.json' with { type: 'json' };
import reference from '../../../test/fixtures/probes.json' with { type: 'json' };
import { liveTensors, scope, setThreads, tensor } from '../../tensor/index.js';
import { type Fit, fitLogisticRegressions, scoresOf } from './logistic-regression.js';

beforeAll(() => setThreads(1));

type Rows = readonly (readonly number[])[];

const inputs = (...all: Rows[]) => {
  const [first = []] = all;
  const shape = [all.length, first.length, first[0]?.length ?? 0];
  return tensor(Float64Array.from(all.flat(2)), shape);
};

const fitOf = (labels: readonly number[], leftOut: readonly number[] = []): Fit => ({
  labels: labels.map((label) => (label === 1 ? 1 : 0)),
  learns: labels.map((_, n) => !leftOut.includes(n)),
});

/** Weights and intercept of one fit on one input. */
const solve = (x: Rows, y: readonly number[], penalty: number): number[] =>
  scope(() => {
    const { weights, intercepts } = fitLogisticRegressions(inputs(x), [fitOf(y)], penalty);
    return [...weights.toArray(), intercepts.item()];
  });

const apart = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, i) => Math.abs(value - (b[i] as number))));

/** The largest slope of the objective at `found`, in plain numbers. */
function slope(x: Rows, y: readonly number[], penalty: number, found: readonly number[]): number {
  const weights = found.slice(0, -1);
  const excess = x.map((row, n) => {
    const score = row.reduce(
      (sum, one, d) => sum + one * (weights[d] as number),
      found.at(-1) ?? 0,
    );
    return 1 / (1 + Math.exp(-score)) - (y[n] as number);
  });
  const slopes = weights.map((weight, d) =>
    excess.reduce((sum, one, n) => sum + one * (x[n]?.[d] as number), penalty * weight),
  );
  return Math.max(...[...slopes, excess.reduce((sum, one) => sum + one, 0)].map(Math.abs));
}

/** Features of two classes, both there: some separable, some with more features than examples. */
const problems = fc
  .record({ n: fc.integer({ min: 2, max: 12 }), d: fc.integer({ min: 1, max: 12 }) })
  .chain(({ n, d }) =>
    fc.record({
      x: fc.array(fc.array(fc.integer({ min: -30, max: 30 }), { minLength: d, maxLength: d }), {
        minLength: n,
        maxLength: n,
      }),
      others: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: n - 2, maxLength: n - 2 }),
      penalty: fc.constantFrom(100, 1, 0.01),
    }),
  )
  .map(({ x, others, penalty }) => ({
    x: x.map((row) => row.map((one) => one / 10)),
    y: [0, 1, ...others],
    penalty,
  }));

describe('fitLogisticRegressions', () => {
  it('agrees with scikit-learn on the golden case', () => {
    const n = golden.n_train;
    const [x, y] = [golden.X, golden.y];
    const found = solve(x.slice(0, n), y.slice(0, n), 1 / golden.C);
    // 1.6e-8 were seen: as near as L-BFGS came there.
    expect(apart(found, [...golden.coef, golden.intercept])).toBeLessThan(1e-7);
    const right = scope(() => {
      const fitted = fitLogisticRegressions(inputs(x.slice(0, n)), [fitOf(y.slice(0, n))], 1);
      const says = scoresOf(fitted, inputs(x.slice(n)))
        .gt(0)
        .toArray();
      return says.filter((one, i) => one === y[n + i]).length;
    });
    expect(right / (y.length - n)).toBe(golden.test_accuracy);
  });

  it.each(reference.regressions)('agrees with scikit-learn: $title', ({ x, y, c, ...wanted }) => {
    const found = solve(x, y, 1 / c);
    expect(apart(found, [...wanted.coef, wanted.intercept])).toBeLessThan(1e-8);
  });

  it('is where the objective is level', () => {
    fc.assert(
      fc.property(problems, ({ x, y, penalty }) => {
        expect(slope(x, y, penalty, solve(x, y, penalty))).toBeLessThan(1e-6);
      }),
    );
  });

  it('is the same in the space of the examples as in that of the features', () => {
    fc.assert(
      fc.property(problems, ({ x, y, penalty }) => {
        const [d = 0, nothing] = [x[0]?.length, new Array<number>(x.length).fill(0)];
        const wide = solve(
          x.map((row) => [...row, ...nothing]),
          y,
          penalty,
        );
        const own = solve(x, y, penalty);
        expect(apart(own, [...wide.slice(0, d), wide.at(-1) as number])).toBeLessThan(1e-7);
      }),
    );
  });

  it('converges where one feature separates the classes, with hardly a penalty', () => {
    const x = [[-3], [-2], [-1], [1], [2], [40]];
    const found = solve(x, [0, 0, 0, 1, 1, 1], 1e-6);
    expect(found[0]).toBeGreaterThan(8);
    expect(slope(x, [0, 0, 0, 1, 1, 1], 1e-6, found)).toBeLessThan(1e-8);
  });

  it('fits many at once as each by itself, and learns nothing from what is left out', () => {
    const cases = reference.regressions.filter(({ x }) => x.length === 40 && x[0]?.length === 6);
    const [x = []] = cases.map((one) => one.x);
    const other = x.map((row) => row.map((one) => one * one - 1));
    const y = cases[0]?.y ?? [];
    const swapped = y.map((label) => 1 - label);
    const fits = [fitOf(y), fitOf(y, [0, 3, 17, 39]), fitOf(swapped, [1, 2])];
    const without = (rows: Rows, { learns }: Fit) => rows.filter((_, n) => learns[n]);
    const found = scope(() => {
      const { weights, intercepts } = fitLogisticRegressions(inputs(x, other), fits, 10);
      expect(weights.shape).toEqual([2, 3, 6]);
      return [weights.toArray(), intercepts.toArray()] as const;
    });
    for (const [p, rows] of [x, other].entries())
      for (const [f, fit] of fits.entries()) {
        const labels = fit.labels.filter((_, n) => fit.learns[n]);
        const one = 3 * p + f;
        const both = [...found[0].slice(6 * one, 6 * one + 6), found[1][one] as number];
        expect(apart(solve(without(rows, fit), labels, 10), both)).toBeLessThan(1e-9);
      }
  });

  it('leaves no tensor but its result', () => {
    const x = inputs([[1], [2], [0], [4]]);
    const before = liveTensors();
    const { weights, intercepts } = fitLogisticRegressions(x, [fitOf([0, 1, 0, 1])], 1);
    expect(liveTensors()).toBe(before + 2);
    for (const one of [weights, intercepts, x]) one.dispose();
  });

  it('refuses what it cannot fit', () => {
    const x = [[1], [2], [3]];
    const attempt = (rows: Rows, fits: Fit[], penalty = 1) =>
      scope(() => void fitLogisticRegressions(inputs(rows), fits, penalty));
    expect(() => attempt(x, [fitOf([1, 0, 0], [0])])).toThrow('fit 0 learns from one class only');
    expect(() => attempt(x, [fitOf([1, 0])])).toThrow('2 labels and 2 choices for 3 examples');
    expect(() => attempt(x, [fitOf([1, 0, 1])], 0)).toThrow('the penalty must be above 0, got 0');
    expect(() => attempt([[1], [Number.NaN]], [fitOf([1, 0])])).toThrow('are not all finite');
    expect(() => attempt([[], []], [fitOf([1, 0])])).toThrow('were wanted, got [1, 2, 0]');
    const large = [
      [1e9, 3e9, 2e9, -1e9],
      [2e9, 1e9, 5e9, 4e9],
      [-3e9, 2e9, 1e9, 1e9],
    ];
    expect(() => attempt(large, [fitOf([1, 0, 1])], 1e-6)).toThrow(
      'logistic regression with penalty 0.000001: the features are too large beside it',
    );
  });
});
