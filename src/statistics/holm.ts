/**
 * The p values of several tests, adjusted by Holm's method: those below a level are wrong all together
 * no more often than that level says. Null where a test is undefined; such are not counted.
 */
export function holmAdjusted(ps: readonly (number | null)[]): (number | null)[] {
  const tested = ps.flatMap((p, index) => (p === null ? [] : [{ p, index }]));
  tested.sort((a, b) => a.p - b.p);
  const adjusted = new Map<number, number>();
  let least = 0;
  for (const [rank, { p, index }] of tested.entries()) {
    least = Math.max(least, Math.min(1, p * (tested.length - rank)));
    adjusted.set(index, least);
  }
  return ps.map((_, index) => adjusted.get(index) ?? null);
}
