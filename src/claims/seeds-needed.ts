import { mostSeeds, type PowerTarget, seedsForPower } from '../statistics/power/power.js';
import { counted } from '../text/counted.js';
import { grouped } from '../text/grouped.js';
import { numberText } from './estimate-text.js';
import type { PartTest } from './part-tests.js';

/** What would settle the tests of a part that are open. */
export interface SeedsNeeded {
  /** First seeds, more than there are; null where unknown, and above 10,000. */
  readonly seeds: number | null;
  readonly reason: string;
}

/** How an open question is asked. */
export interface Question {
  /** The smallest effect that matters; of an equivalence its bound. */
  readonly effect: number;
  /** The p that is asked for: 0.05, corrected. */
  readonly alpha: number;
  readonly isEquivalence: boolean;
}

const power = 0.8;

/**
 * What is asked of the two-sided t test that `seedsForPower` knows. An equivalence without a true effect
 * needs both one-sided tests: each with half of the chance to fail.
 */
const targetOf = ({ alpha, isEquivalence }: Question): PowerTarget =>
  isEquivalence ? { power: (1 + power) / 2, alpha: 2 * alpha } : { power, alpha };

/** The largest number; null where one is unknown or there is none. */
const most = (numbers: readonly (number | null)[]): number | null => {
  const there = numbers.filter((one) => one !== null);
  return there.length === 0 || there.length < numbers.length ? null : Math.max(...there);
};

/**
 * How many first seeds would find the smallest effect that matters in every open test, or show that it
 * is ruled out where there is no effect, with 80 % power; where the effect as measured is smaller and in
 * the claimed direction, what that would take is said as well.
 */
export function seedsNeeded(open: readonly PartTest[], question: Question): SeedsNeeded | null {
  if (open.length === 0 || open.some(({ spread }) => spread === null)) return null;
  const target = targetOf(question);
  const now = Math.max(...open.map(({ seeds }) => seeds));
  const needed = (effectOf: (test: PartTest) => number): number | null =>
    most(open.map((one) => one.spread && seedsForPower(one.spread, effectOf(one), target)));
  const { effect, isEquivalence } = question;
  const wanted = needed(() => effect);
  const what = isEquivalence
    ? `show that there is no effect of ${numberText(effect)}`
    : `find an effect of ${numberText(effect)}`;
  const at = `with 80 % power (p below ${numberText(question.alpha)})`;
  const sentence =
    wanted !== null && wanted <= now
      ? `The ${counted(now, 'first seed')} that there are should ${what} ${at}, and yet do not decide it`
      : `About ${countText(wanted)} would ${what} ${at}; there are ${now}`;
  const seen = open.map(({ sign, estimate }) => sign * estimate.mean);
  const isSmaller = !isEquivalence && seen.every((one) => one > 0 && one < effect);
  const asSeen = isSmaller ? needed(({ estimate }) => estimate.mean) : null;
  const also = isSmaller
    ? `; to find what was measured, which is smaller, it takes ${countText(asSeen)}`
    : '';
  return {
    seeds: wanted === null ? null : Math.max(wanted, now + 1),
    reason: `${sentence}${also}.`,
  };
}

const countText = (seeds: number | null): string =>
  seeds === null ? `more than ${grouped(mostSeeds)} first seeds` : counted(seeds, 'first seed');
