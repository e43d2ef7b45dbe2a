import type { Interval } from '../statistics/interval.js';
import type { Claim, ClaimPart } from '../study/claim.js';

/** What is concluded of a claim, or of a part of it; the worst comes last. */
export const verdicts = [
  'shown',
  'shown with a caveat',
  'undecided',
  'not shown here',
  'opposite',
  'cannot be tested at this scale',
  'not run',
] as const;

export type Verdict = (typeof verdicts)[number];

/** A number over first seeds: its mean, interval and test. */
export interface Estimate {
  /** The value of every first seed. */
  readonly seeds: readonly { readonly seed: number; readonly value: number }[];
  readonly mean: number;
  /** The 95 % t interval; null for one seed, or no spread. */
  readonly ci95: Interval | null;
  /** The 95 % percentile bootstrap interval over first seeds; null as `ci95`. */
  readonly bootstrap95: Interval | null;
  readonly df: number | null;
  /** Two-sided p of the t test that it is zero; of an equivalence, TOST's. */
  readonly p: number | null;
}

/** A part of a claim with what was found. */
export interface EvaluatedPart {
  readonly part: ClaimPart;
  readonly verdict: Verdict;
  /** The statistic itself: a difference, a slope, or of an order each neighbours' difference. */
  readonly estimates: readonly (Estimate & { readonly title: string })[];
  /** The same in the control, and its difference from there; null where none is compared. */
  readonly inControl: Estimate | null;
  readonly minusControl: Estimate | null;
  /** The largest p that the part needs: of all its estimates, and of the difference from the control. */
  readonly p: number | null;
  /** First seeds that would find the smallest effect that matters with 80 % power; null where not asked. */
  readonly seedsNeeded: number | null;
  /** Why the verdict is what it is, a sentence each. */
  readonly reasons: readonly string[];
}

/** A claim with what was found. */
export interface EvaluatedClaim {
  readonly claim: Claim;
  readonly verdict: Verdict;
  readonly parts: readonly EvaluatedPart[];
  /** The largest p of its parts: all of them have to hold (intersection-union test). */
  readonly p: number | null;
  /** The same corrected by Holm's method over the claims that were tested together. */
  readonly holmP: number | null;
  /** First seeds that all of its measures have. */
  readonly seeds: readonly number[];
  readonly seedsNeeded: number | null;
  /** Why, a sentence each; the first is the answer. */
  readonly reasons: readonly string[];
}
