import jstat from 'jstat';

/** Intervals of Simpson's rule; twice as many change no digit that is shown. */
const intervals = 300;

const normalBelow = (z: number): number => jstat.erfc(-z / Math.SQRT2) / 2;

/**
 * The probability that a noncentral t variable is at most `t`: (Z + shift) / S, with Z standard normal
 * and S the root of a chi-square variable over its `df` degrees of freedom.
 *
 * It is the mean of the normal probability at t S - shift over the density of S, by Simpson's rule
 * over the root of S (smooth down to 0 for few degrees of freedom). Throws a RangeError unless `df` is
 * at least 1.
 */
export function noncentralTBelow(t: number, df: number, shift: number): number {
  if (!(df >= 1)) throw new RangeError(`a t distribution has at least 1 df, given ${df}`);
  const reach = 10 / Math.sqrt(2 * df);
  const [from, to] = [Math.sqrt(Math.max(0, 1 - reach)), Math.sqrt(1 + reach)];
  const step = (to - from) / intervals;
  let [total, weight] = [0, 0];
  for (let i = 0; i <= intervals; i++) {
    const root = from + i * step;
    const s = root * root;
    // The density of S over its value at 1, times the derivative of S by its root.
    const density = s === 0 ? 0 : root * Math.exp((df - 1) * Math.log(s) - (df * (s * s - 1)) / 2);
    const share = (i === 0 || i === intervals ? 1 : i % 2 === 1 ? 4 : 2) * density;
    weight += share;
    total += share * normalBelow(t * s - shift);
  }
  return total / weight;
}
