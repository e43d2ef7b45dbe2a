import type { Interval } from '../statistics/interval.js';

/** A difference with its sign: `+0.045`; a difference in exact match of 1 is all questions. */
export const signed = (value: number, decimals = 3): string =>
  `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(decimals)}`;

/** The interval of a difference: `[+0.031, +0.059]`. */
export const intervalText = ({ low, high }: Interval, decimals = 3): string =>
  `[${signed(low, decimals)}, ${signed(high, decimals)}]`;
