import type { IntervalLook } from './marks/interval.js';
import type { Series } from './marks/series.js';
import type { SweepAxis } from './sweep-axis.js';

/** How means along a sweep look: those of numbers are joined by lines. */
export function sweepLook({ continuous }: Pick<SweepAxis, 'continuous'>): IntervalLook {
  const bar = { width: 1.5, opacity: 0.6 };
  return continuous
    ? { bar, dot: { area: 30 }, line: 1.4 }
    : { bar, dot: { area: 40 }, line: null };
}

/** Series as the legend of a sweep shows them: without dashes where no lines are drawn. */
export function sweepSeries(
  series: readonly Series[],
  { continuous }: Pick<SweepAxis, 'continuous'>,
): readonly Series[] {
  return continuous ? series : series.map((one) => ({ ...one, dash: [] }));
}
