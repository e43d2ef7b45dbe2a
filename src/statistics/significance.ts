import { counted } from '../text/counted.js';
import type { Equivalence } from './equivalence.js';
import type { PairedSummary } from './paired-summary.js';

/** Below this p of the paired t test a difference counts as shown. */
const significance = 0.05;

/** Fewer seeds than these show little, whatever p is. */
export const enoughSeeds = 5;

/** Whether a difference is significantly above zero. */
export const isAbove = ({ mean, p }: PairedSummary): boolean =>
  mean > 0 && p !== null && p < significance;

/** Whether a difference is significantly below zero. */
export const isBelow = ({ mean, p }: PairedSummary): boolean =>
  mean < 0 && p !== null && p < significance;

/** Whether an equivalence test rules out a difference as large as its bound. */
export const isEquivalent = ({ p }: Equivalence): boolean => p < significance;

/** First seeds of the side that has fewer. */
export const fewestSeeds = ({ sizes }: Pick<PairedSummary, 'sizes'>): number =>
  Math.min(sizes.upper, sizes.lower);

/** A sentence where there are so few seeds that p shows little; else nothing. */
export function fewSeeds(seeds: number): string[] {
  return seeds < enoughSeeds
    ? [`With only ${counted(seeds, 'seed')} this is weak evidence, whatever p is.`]
    : [];
}
