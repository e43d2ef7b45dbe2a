/**
 * Two-sided p of Student's t: the probability of a value at least as far from 0 as `t`, under `df`
 * degrees of freedom; 1 at t = 0 and never above.
 *
 * It is the regularised incomplete beta function I_x(df / 2, 1 / 2) at x = df / (df + t^2)
 * (Abramowitz and Stegun 26.7.1), by its continued fraction (26.5.8), whose relative precision
 * holds far out in the tail. Throws a RangeError unless `df` is at least 1 (Welch's test has
 * fractions) and `t` is a number.
 */
export function twoSidedP(t: number, df: number): number {
  if (!(df >= 1 && df < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`Student's t has at least 1 degree of freedom, given ${df}`);
  }
  if (Number.isNaN(t)) throw new RangeError("Student's t has no p for NaN");
  const square = t * t;
  if (square === Number.POSITIVE_INFINITY) return 0;
  const [x, rest] = [df / (df + square), square / (df + square)];
  const a = df / 2;
  const b = 1 / 2;
  const front = (x ** a * Math.sqrt(rest)) / betaWithHalf(df);
  // Either fraction is exact; each converges fast on its own side of the mean only.
  if (x < (a + 1) / (a + b + 2)) return (front * fraction(a, b, x)) / a;
  return 1 - (front * fraction(b, a, rest)) / b;
}

/** The beta function B(df / 2, 1 / 2), from B(1/2, 1/2) = pi and B(1, 1/2) = 2 upwards. */
function betaWithHalf(df: number): number {
  if (!Number.isInteger(df)) return betaOfFraction(df);
  let value = df % 2 === 1 ? Math.PI : 2;
  for (let n = df % 2 === 1 ? 1 : 2; n < df; n += 2) value *= n / (n + 1);
  return value;
}

/**
 * The same where `df` is no whole number: down from where the asymptotic series of the ratio of
 * gamma functions (Abramowitz and Stegun 6.1.47) is as precise as a number.
 */
function betaOfFraction(df: number): number {
  const steps = Math.max(0, Math.ceil(200 - df / 2));
  const x = 1 / (df / 2 + steps);
  // Gamma(a) / Gamma(a + 1/2) times sqrt(a), in powers of x = 1 / a.
  const series = 1 + x * (1 / 8 + x * (1 / 128 + x * (-5 / 1024 - x * (21 / 32768))));
  let value = Math.sqrt(Math.PI * x) * series;
  for (let a = df / 2 + steps - 1; a > df / 2 - 0.5; a--) value *= (a + 0.5) / a;
  return value;
}

/** The continued fraction of the incomplete beta function, by Lentz's method. */
function fraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    value *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    value *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return value;
}
