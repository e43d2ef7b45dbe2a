import { intervalText, signed } from '../report/difference-text.js';
import { pPhrase } from '../terminal/p-value.js';
import type { Estimate } from './evaluated-claim.js';

/** Decimals that show two figures of a number at least, and three decimals of a share. */
function decimalsFor(values: readonly number[]): number {
  const largest = Math.max(...values.map(Math.abs));
  if (largest === 0) return 3;
  const before = Math.floor(Math.log10(largest)) + 1;
  return Math.min(12, Math.max(0, before > 1 ? 3 - before : Math.max(3, 2 - before)));
}

/** A number as it is read, without a sign where it has none: `0.05`, `-0.0021`. */
export const numberText = (value: number): string => String(Number(value.toPrecision(3)));

/** A mean with its 95 % interval: `+0.083 [+0.051, +0.115]`; the mean alone where it has none. */
export function estimateText({ mean, ci95 }: Pick<Estimate, 'mean' | 'ci95'>): string {
  if (ci95 === null) return signed(mean, decimalsFor([mean]));
  const decimals = decimalsFor([mean, ci95.low, ci95.high]);
  return `${signed(mean, decimals)} ${intervalText(ci95, decimals)}`;
}

/** `p = 0.0012`, `p < 0.0001`, or that there is no test. */
export const pSentence = (p: number | null): string => (p === null ? 'no test' : pPhrase(p));
