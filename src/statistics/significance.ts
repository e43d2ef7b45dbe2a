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

/** ` (p = 0.0012)`; nothing where there is no test. */
export function pText(p: number | null): string {
  if (p === null) return '';
  return ` (p ${p < 0.0001 ? '< 0.0001' : `= ${p.toFixed(4)}`})`;
}

/** A p in a cell of a table. */
export function pCell(p: number | null): string {
  if (p === null) return '-';
  return p < 0.0001 ? '<0.0001' : p.toFixed(4);
}

/** A sentence where there are so few seeds that p shows little; else nothing. */
export function fewSeeds(seeds: number): string[] {
  return seeds < enoughSeeds ? [`So few seeds (${seeds}) show little, whatever p is.`] : [];
}
