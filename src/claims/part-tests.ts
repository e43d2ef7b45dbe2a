import { equivalenceOf } from '../statistics/equivalence.js';
import { trendOver } from '../statistics/trend.js';
import type { ClaimPart, Measure, Statistic } from '../study/claim.js';
import { fault, leavesOf, type SimpleMeasure, withLeaves } from '../study/claims.js';
import { measureText } from './measure-text.js';
import { type ClaimSource, measured } from './measure-values.js';
import { type Tested, testedDifference, testedMeasure, testedSummary } from './tested.js';

/** One test that a part needs. */
export interface PartTest extends Tested {
  readonly title: string;
  /** 1 where the claim is that it is above zero, -1 where it is below; of an equivalence 1. */
  readonly sign: 1 | -1;
  /** Whether it is the difference from the control. */
  readonly isMinusControl: boolean;
}

/** What a part is decided by. */
export interface PartTests {
  /** All of them have to hold; those of which no seed is there are left out. */
  readonly tests: readonly PartTest[];
  /** Titles of tests of which no seed is there. */
  readonly lacking: readonly string[];
  /** The statistic in the control, where the part has one. */
  readonly inControl: Tested | null;
  /** First seeds that all of its measures have, and those that one should have and does not yet. */
  readonly seeds: readonly number[];
  readonly missing: readonly number[];
}

/** The tests of a part. Errors as of `measured`. */
export function partTests(source: ClaimSource, { title, statistic }: ClaimPart): PartTests {
  const found = testsOf(source, statistic, title);
  const all = measuresOf(source, statistic).map((measure) => measured(source, measure));
  const [first, ...others] = all;
  const seeds = (first?.values ?? [])
    .map(({ seed }) => seed)
    .filter((seed) => others.every(({ values }) => values.some((one) => one.seed === seed)));
  const missing = [...new Set(all.flatMap((one) => one.missing))].sort((a, b) => a - b);
  return {
    tests: found.tests.flatMap(({ tested, ...test }) =>
      tested === null ? [] : [{ ...test, ...tested }],
    ),
    lacking: found.tests.flatMap((test) => (test.tested === null ? [test.title] : [])),
    inControl: found.inControl ?? null,
    seeds,
    missing,
  };
}

interface FoundTests {
  readonly tests: readonly (Pick<PartTest, 'title' | 'sign' | 'isMinusControl'> & {
    readonly tested: Tested | null;
  })[];
  readonly inControl?: Tested | null;
}

const own = { isMinusControl: false, sign: 1 } as const;

function testsOf(source: ClaimSource, statistic: Statistic, title: string): FoundTests {
  switch (statistic.kind) {
    case 'contrast':
      return contrastTests(source, statistic, title);
    case 'order':
      return { tests: neighbours(statistic.measures).map((one) => orderTest(source, one)) };
    case 'trend':
      return trendTests(source, statistic, title);
    case 'equivalence': {
      const tested = testedMeasure(source, statistic.measure);
      return {
        tests: [{ ...own, title, tested: tested && asEquivalence(tested, statistic.bound) }],
      };
    }
  }
}

type Of<Kind extends Statistic['kind']> = Extract<Statistic, { readonly kind: Kind }>;

const signOf = ({ direction }: Of<'contrast'> | Of<'trend'>): 1 | -1 =>
  direction === 'above' ? 1 : -1;

function contrastTests(source: ClaimSource, statistic: Of<'contrast'>, title: string): FoundTests {
  const { measure, besideControl } = statistic;
  const sign = signOf(statistic);
  const test = { title, sign, isMinusControl: false, tested: testedMeasure(source, measure) };
  if (!besideControl) return { tests: [test] };
  const control = inControl(source, measure);
  const minus = testedDifference(
    measured(source, measure).values,
    measured(source, control).values,
  );
  const beside = { title: `${title}, minus control`, sign, isMinusControl: true, tested: minus };
  return { tests: [test, beside], inControl: testedMeasure(source, control) };
}

/** The neighbours of an order, each minus the next. */
function neighbours(measures: readonly Measure[]): Measure[] {
  return measures.slice(1).map((subtrahend, index) => {
    return { kind: 'difference', minuend: measures[index] as Measure, subtrahend };
  });
}

const orderTest = (source: ClaimSource, measure: Measure) => {
  return { ...own, title: measureText(measure), tested: testedMeasure(source, measure) };
};

function trendTests(source: ClaimSource, statistic: Of<'trend'>, title: string): FoundTests {
  const { measure, points, minusControl = false } = statistic;
  const slopes = (at: (point: number) => Measure): Tested | null => {
    const measuredAt = points.map((point) => {
      const place = statistic.isLogarithmic ? Math.log2(point) : point;
      return { at: place, seeds: measured(source, at(point)).values };
    });
    const summary = trendOver(measuredAt);
    return summary && testedSummary(summary, [[], []]);
  };
  const ownAt = (point: number) => atPoint(measure, point);
  const controlAt = (point: number) => inControl(source, ownAt(point));
  const test = { title, sign: signOf(statistic), isMinusControl: false };
  if (!minusControl) return { tests: [{ ...test, tested: slopes(ownAt) }] };
  const tested = slopes((point) => {
    return { kind: 'difference', minuend: ownAt(point), subtrahend: controlAt(point) };
  });
  return { tests: [{ ...test, tested }], inControl: slopes(controlAt) };
}

/** The measure at a point of an axis, where it does not say by itself where it stands. */
const atPoint = (measure: Measure, point: number): Measure =>
  withLeaves(measure, (leaf) => ({ ...leaf, at: leaf.at ?? point }));

/** The same measure in the control of every experiment that it is taken of. */
function inControl({ claim }: ClaimSource, measure: Measure): Measure {
  return withLeaves(measure, (leaf) => {
    if (leaf.inControl === true)
      throw fault(claim, `${measureText(leaf)} has no control of its own to be compared with`);
    return { ...leaf, inControl: true };
  });
}

/** The p of two one-sided tests in the place of the t test's. */
function asEquivalence(tested: Tested, bound: number): Tested {
  const { estimate } = tested;
  return { ...tested, estimate: { ...estimate, p: equivalenceOf(estimate, bound)?.p ?? null } };
}

/** Every simple measure that a statistic reads, those in controls among them. */
export function measuresOf(source: ClaimSource, statistic: Statistic): SimpleMeasure[] {
  const all = (measures: readonly Measure[]): SimpleMeasure[] => measures.flatMap(leavesOf);
  const beside = (measures: readonly Measure[], isCompared: boolean): SimpleMeasure[] =>
    all(isCompared ? [...measures, ...measures.map((one) => inControl(source, one))] : measures);
  switch (statistic.kind) {
    case 'contrast':
      return beside([statistic.measure], statistic.besideControl);
    case 'order':
      return all(statistic.measures);
    case 'trend': {
      const { measure, points, minusControl = false } = statistic;
      return beside(
        points.map((point) => atPoint(measure, point)),
        minusControl,
      );
    }
    case 'equivalence':
      return all([statistic.measure]);
  }
}
