import type { Mean } from './marks/interval.js';

/** How many pixels the bars of one point take, and how far points are from each other. */
interface Density {
  /** Pixels that all series' bars at one value take side by side. */
  readonly needed: number;
  /** Pixels between neighbouring values. */
  readonly spacing: number;
}

/** At each which point of a dense curve there are a dot and a bar: 1 where all have room. */
export function everyWhich({ needed, spacing }: Density): number {
  return Math.max(1, Math.ceil(needed / Math.max(spacing, 1e-3)));
}

/**
 * The means of curves with dots and bars at each `every`-th alone, and at the last; the lines have all of them.
 * Series take turns, so that bars stand between those of others.
 */
export function thinned<One extends Mean>(
  means: readonly One[],
  series: readonly string[],
  every: number,
): One[] {
  if (every === 1) return [...means];
  return series.flatMap((name, index) => {
    const own = means.filter((one) => one.series === name).sort((a, b) => a.x - b.x);
    const turn = Math.floor((index * every) / series.length);
    return own.map((one, at) => {
      const isShown = at % every === turn || at === own.length - 1;
      return isShown ? one : { ...one, low: null, high: null, marked: false };
    });
  });
}
