import type { ContrastSummary } from '../../statistics/contrasts.js';
import type { PairedSummary } from '../../statistics/paired-summary.js';
import { type AxisPoint, trendOver } from '../../statistics/trend.js';
import { pText } from '../../terminal/p-value.js';
import { wrapped } from '../../terminal/wrapped.js';
import { counted } from '../../text/counted.js';
import { type Effect, effectsOf } from '../effects.js';
import { beside } from '../report.js';
import { finishedMembers, type SweepReport } from '../sweep-report.js';

/** How a difference grows along a sweep's axis. */
export interface SweepTrend {
  /** The contrast's name. */
  readonly name: string;
  readonly title: string;
  /** Whether the control's is taken from it at every point. */
  readonly isMinusControl: boolean;
  /** Of slopes, one a first seed: difference in exact match a unit of the axis. */
  readonly summary: PairedSummary;
}

/**
 * The trends of a sweep's effects, and of these minus their controls' where all points are paired by
 * seed; none unless all finished members stand on numbers, at two of them at least.
 */
export function sweepTrends(sweep: SweepReport): SweepTrend[] {
  const members = finishedMembers(sweep).flatMap(({ at, report, control }) =>
    typeof at === 'number' ? [{ at, effects: effectsOf(beside(report, control)) }] : [],
  );
  if (members.length < finishedMembers(sweep).length) return [];
  const [first] = members;
  const trend = (
    { own }: Effect,
    isMinusControl: boolean,
    of: (effect: Effect) => ContrastSummary | undefined,
  ): SweepTrend[] => {
    const points = members.flatMap(({ at, effects }): AxisPoint[] => {
      const effect = effects.find((one) => one.own.name === own.name);
      const seeds = (effect && of(effect))?.seeds ?? [];
      return seeds.length === 0 ? [] : [{ at, seeds }];
    });
    const summary = points.length < members.length ? null : trendOver(points);
    const title = own.contrast.short ?? own.contrast.title;
    return summary === null ? [] : [{ name: own.name, title, isMinusControl, summary }];
  };
  return (first?.effects ?? []).flatMap((effect) => [
    ...trend(effect, false, ({ own }) => own),
    ...trend(effect, true, ({ minus }) => minus),
  ]);
}

/** A slope, signed, with three digits that count. */
const slopeText = (value: number): string =>
  `${value < 0 ? '-' : '+'}${Number(Math.abs(value).toPrecision(3))}`;

/** A sentence a trend, for people. */
export function trendLines(sweep: SweepReport, width: number): string[] {
  return sweepTrends(sweep).flatMap(({ title, isMinusControl, summary }) => {
    const { mean, ci95, t, df, p, seeds } = summary;
    const interval = ci95 === null ? '' : ` [${[ci95.low, ci95.high].map(slopeText).join(', ')}]`;
    const test = t === null || df === null ? '' : `, t(${df}) = ${t.toFixed(2)}`;
    const what = isMinusControl ? `${title} minus control` : title;
    return wrapped(
      `Trend of ${what} over ${sweep.axis}: slope ${slopeText(mean)}${interval}${test}${pText(p)}; ` +
        `a line for each first seed (${counted(seeds.length, 'seed')})`,
      width,
    );
  });
}
