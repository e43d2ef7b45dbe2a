import type { Finding, Measured } from './check.js';

/** A number in few places: whole ones as they are. */
const short = (value: number): string =>
  Number.isInteger(value) ? String(value) : value.toExponential(1);

/** A measured number beside what it may be. */
function measuredText({ what, value, most }: Measured): string {
  if (most === null) return `${what} ${short(value)}`;
  const limit = value <= most ? `of ${short(most)}` : `MORE THAN ${short(most)}`;
  return `${what} ${short(value)} ${limit}`;
}

/** The lines of a finding: what was done and how it went, then each number and its limit. */
export function findingLines({ name, of, passed, measured, error, seconds }: Finding): string[] {
  const head = `${passed ? 'passed' : 'FAILED'}  ${`${name}, ${of}`.padEnd(38)}`;
  const took = `${seconds.toFixed(1)} s`.padStart(8);
  const numbers: string[] = [];
  for (const text of measured.map(measuredText)) {
    const last = numbers.at(-1);
    if (last !== undefined && last.length + text.length < 66)
      numbers[numbers.length - 1] = `${last}; ${text}`;
    else numbers.push(text);
  }
  const reasons = error === null ? [] : error.split('\n').slice(0, 12);
  return [`${head}${took}`, ...[...numbers, ...reasons].map((line) => `        ${line}`)];
}
