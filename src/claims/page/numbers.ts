import type { Interval } from '../../statistics/interval.js';
import type { Estimate } from '../evaluated-claim.js';

/**
 * A number with its sign: three decimals, as differences in exact match have; three digits that
 * count where it is too small or too large for them.
 */
export function signedNumber(value: number): string {
  const size = Math.abs(value);
  const isPlain = size === 0 || (size >= 0.001 && size < 1000);
  const digits = isPlain ? size.toFixed(size < 10 ? 3 : 1) : size.toPrecision(3);
  return `${value < 0 ? '-' : '+'}${digits}`;
}

/** `[+0.031, +0.059]`. */
export const intervalText = ({ low, high }: Interval): string =>
  `[${signedNumber(low)}, ${signedNumber(high)}]`;

/** `+0.045 [+0.031, +0.059]`; a dash for nothing. */
export function estimateText(estimate: Pick<Estimate, 'mean' | 'ci95'> | null): string {
  if (estimate === null) return '-';
  const { mean, ci95 } = estimate;
  return ci95 === null ? signedNumber(mean) : `${signedNumber(mean)} ${intervalText(ci95)}`;
}
