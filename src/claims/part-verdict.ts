import { equivalenceOf } from '../statistics/equivalence.js';
import type { Interval } from '../statistics/interval.js';
import { enoughSeeds } from '../statistics/significance.js';
import type { ClaimPart } from '../study/claim.js';
import { effectThatMatters } from '../study/claims.js';
import { counted } from '../text/counted.js';
import { estimateText, numberText, pSentence } from './estimate-text.js';
import type { EvaluatedPart, Verdict } from './evaluated-claim.js';
import type { PartTest, PartTests } from './part-tests.js';
import { seedsNeeded } from './seeds-needed.js';

/** Every test is made at this level, corrected where it is to show something. */
export const level = 0.05;

/** How p-values are corrected for the claims that are tested together. */
export interface Correction {
  /** How many claims are tested together. */
  readonly claims: number;
  /** The claim's own p, corrected by Holm's method; null where it has none. */
  readonly holmP: number | null;
}

/**
 * A p of a part, corrected: times the number of claims (Bonferroni), or the claim's corrected p where
 * that is smaller. All parts of a claim are below a level exactly where the claim's corrected p is.
 */
function corrected(p: number, { claims, holmP }: Correction): number {
  return Math.min(1, p * claims, holmP ?? 1);
}

/** What is concluded, and why. */
type Conclusion = Pick<EvaluatedPart, 'verdict' | 'reasons' | 'seedsNeeded'>;

/**
 * The verdict on a part, by these rules, of which the first that applies counts. "Significant" is a
 * corrected p below 0.05 (`Correction`); p-values are two-sided, those of equivalence TOST's. The tests
 * of a part are its statistic (of an order, each neighbours' difference) and, beside a control, its
 * difference from there.
 *
 * 1. `not run`: a test has no seed.
 * 2. `shown`: every test is significant, in the claimed direction. `shown with a caveat`, where also: a test's
 *    95 % interval lies below the smallest effect that matters; the control shows the same (uncorrected
 *    p below 0.05); an equivalent difference is not zero (its 95 % interval); there are fewer than five
 *    first seeds; or some of the seeds that were fixed beforehand are not finished.
 * 3. `opposite`: every test is significant in the other direction; of an order, one is. Not of an
 *    equivalence.
 * 4. `not shown here`: in some test an effect as large as the smallest that matters is ruled out in the
 *    claimed direction: a one-sided test with p below 0.05, so that the 90 % interval lies below it. An
 *    equivalence: the 95 % interval lies beyond the bound, so that an effect of that size is there.
 * 5. `undecided`: all else, with the first seeds that would settle it.
 */
export function partVerdict(part: ClaimPart, found: PartTests, correction: Correction): Conclusion {
  const { tests, lacking } = found;
  if (tests.length === 0 || lacking.length > 0) return notRun(lacking, tests.length > 0);
  const { statistic, smallestEffect } = part;
  const isSignificant = ({ estimate: { p } }: PartTest): boolean =>
    p !== null && corrected(p, correction) < level;
  const isMissing = missingText(found);
  const conclude = (
    verdict: Verdict,
    reasons: readonly string[],
    seeds: number | null = null,
  ): Conclusion => ({ verdict, reasons: [...reasons, ...isMissing], seedsNeeded: seeds });

  const isEquivalence = statistic.kind === 'equivalence';
  const effect = effectThatMatters(part);
  const holds = (test: PartTest): boolean =>
    isSignificant(test) && (isEquivalence || directed(test) > 0);
  const describe = describing(correction);

  if (tests.every(holds)) {
    const caveats = isEquivalence ? notZero(tests) : caveatsOf(found, smallestEffect);
    const few = fewText(tests);
    const isClear = [...caveats, ...few, ...isMissing].length === 0;
    const shown = isEquivalence
      ? `An effect of ${numberText(effect)} or more, either way, is ruled out: ${describe(tests)}.`
      : `${claimed(tests)}: ${describe(tests)}.`;
    return conclude(isClear ? 'shown' : 'shown with a caveat', [shown, ...caveats, ...few]);
  }
  if (isEquivalence) {
    const beyond = tests.filter((test) => isBeyond(test, effect));
    if (beyond.length > 0)
      return conclude('not shown here', [
        `There is an effect, larger than ${numberText(effect)}: ${describe(beyond)}.`,
        ...fewText(tests),
      ]);
  } else {
    const against = tests.filter((test) => isSignificant(test) && directed(test) < 0);
    if (statistic.kind === 'order' ? against.length > 0 : against.length === tests.length)
      return conclude('opposite', [
        `Significant against the claim: ${describe(against)}.`,
        ...fewText(tests),
      ]);
    const ruledOut = tests.filter((test) => isRuledOut(test, effect));
    if (ruledOut.length > 0)
      return conclude('not shown here', [
        `An effect of ${numberText(effect)} or more in the claimed direction is ruled out: ` +
          `${describe(ruledOut)}.`,
        ...fewText(tests),
      ]);
  }
  const open = tests.filter((test) => !holds(test));
  const question = { effect, alpha: level / correction.claims, isEquivalence };
  const needed = seedsNeeded(open, question);
  return conclude(
    'undecided',
    [
      `Neither shown nor ruled out: ${describe(open)}.`,
      ...uncorrectedText(open, correction, isEquivalence),
      ...untestedText(open),
      ...(needed === null ? [] : [needed.reason]),
    ],
    needed?.seeds ?? null,
  );
}

function notRun(lacking: readonly string[], isPartly: boolean): Conclusion {
  const what = isPartly ? ` of ${lacking.join('; ')}` : '';
  return { verdict: 'not run', reasons: [`No first seed is finished${what}.`], seedsNeeded: null };
}

/** The mean in the claimed direction: above zero where it speaks for the claim. */
const directed = ({ sign, estimate }: PartTest): number => sign * estimate.mean;

/** The 95 % interval in the claimed direction; null where there is none. */
function directedInterval({ sign, estimate: { ci95 } }: PartTest): Interval | null {
  return ci95 === null || sign === 1 ? ci95 : { low: -ci95.high, high: -ci95.low };
}

/** Whether an effect of that size in the claimed direction is ruled out, one-sided. */
function isRuledOut(test: PartTest, effect: number): boolean {
  const { df } = test.estimate;
  const found = equivalenceOf({ mean: directed(test), ci95: directedInterval(test), df }, effect);
  return found !== null && found.pBelow < level;
}

/** Whether the 95 % interval lies beyond the bound of an equivalence, on either side. */
const isBeyond = ({ estimate: { ci95 } }: PartTest, bound: number): boolean =>
  ci95 !== null && (ci95.low > bound || ci95.high < -bound);

const claimed = (tests: readonly PartTest[]): string =>
  `Significantly ${tests[0]?.sign === -1 ? 'below' : 'above'} zero`;

/** Tests as they are read, with both p-values where several claims are tested together. */
const describing = (correction: Correction) => (tests: readonly PartTest[]) =>
  tests
    .map(({ title, estimate, isPaired }) => {
      const { p } = estimate;
      const both =
        p === null || correction.claims === 1
          ? pSentence(p)
          : `${pSentence(p)}, corrected ${pSentence(corrected(p, correction))}`;
      return `${title} ${estimateText(estimate)}, ${both}${isPaired ? '' : ' (two samples)'}`;
    })
    .join('; ');

/** What speaks for care where every test is significant in the claimed direction. */
function caveatsOf({ tests, inControl }: PartTests, smallest: number): string[] {
  const sign = tests[0]?.sign ?? 1;
  const small = tests.filter((test) => (directedInterval(test)?.high ?? smallest) < smallest);
  const shows =
    inControl !== null && sign * inControl.estimate.mean > 0 && (inControl.estimate.p ?? 1) < level;
  return [
    ...small.map(
      ({ title, estimate }) =>
        `${title} is there, but smaller than what matters (${numberText(smallest)}): ${estimateText(estimate)}.`,
    ),
    ...(shows
      ? [
          `The control shows it too: ${estimateText(inControl.estimate)}, ${pSentence(inControl.estimate.p)}.`,
        ]
      : []),
  ];
}

function notZero(tests: readonly PartTest[]): string[] {
  const there = tests.filter((test) => isBeyond(test, 0));
  return there.map(
    ({ title, estimate }) =>
      `${title} is not zero, though less than what matters: ${estimateText(estimate)}.`,
  );
}

function fewText(tests: readonly PartTest[]): string[] {
  const fewest = Math.min(...tests.map(({ seeds }) => seeds));
  return fewest < enoughSeeds
    ? [`With only ${counted(fewest, 'first seed')} this is weak evidence, whatever p is.`]
    : [];
}

function missingText({ missing, seeds }: PartTests): string[] {
  if (missing.length === 0) return [];
  const all = missing.length + seeds.length;
  return [
    `${missing.length} of the ${all} first seeds that were fixed beforehand are not finished: the verdict may change.`,
  ];
}

function uncorrectedText(
  open: readonly PartTest[],
  correction: Correction,
  isEquivalence: boolean,
): string[] {
  const only = open.filter(
    (test) => (test.estimate.p ?? 1) < level && (isEquivalence || directed(test) > 0),
  );
  if (only.length === 0) return [];
  return [
    `Below ${level} only before the correction for ${counted(correction.claims, 'claim')}, which leaves it undecided.`,
  ];
}

/** Why a test is not made. */
function untestedText(open: readonly PartTest[]): string[] {
  return open.flatMap(({ title, estimate, seeds }) => {
    if (estimate.p !== null) return [];
    return seeds === 1
      ? [`One first seed gives no test of ${title}.`]
      : [`No test can be made of ${title}: all ${seeds} first seeds have the same value.`];
  });
}
