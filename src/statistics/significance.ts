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

/** A sentence where there are so few seeds that p shows little; else nothing. */
export function fewSeeds(seeds: number): string[] {
  return seeds < enoughSeeds
    ? [`With only ${seeds} seeds this is weak evidence, whatever p is.`]
    : [];
}
