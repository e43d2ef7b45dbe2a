import type { ContrastSummary } from '../statistics/contrasts.js';
import {
  deviationWith,
  type NestedSpread,
  nestedSpread,
} from '../statistics/nested/nested-spread.js';
import {
  detectableEffect,
  deviationInterval,
  deviationOf,
  type PowerTarget,
  type Spread,
  seedsForPower,
  seedsForWidth,
} from '../statistics/power/power.js';
import { fewestSeeds } from '../statistics/significance.js';
import { type Effect, effectsOf } from './effects.js';
import type { ComparedReport } from './report.js';

/** What is asked of seeds that are still to be trained. */
export interface PowerQuestion extends PowerTarget {
  /** A true effect, as a difference in exact match; default: each difference as it was measured. */
  readonly effect?: number | undefined;
  /** Of the interval from end to end, as a difference in exact match; default: not asked. */
  readonly width?: number | undefined;
}

/** First seeds that are needed; null where more are than can be thought of (`mostSeeds`). */
export interface NeededSeeds {
  /** With the standard deviations as they were measured. */
  readonly seeds: number | null;
  /** With the upper ends of their 80 % intervals. */
  readonly cautious: number | null;
}

/** What the first seeds that are there say of how many are needed for one difference. */
export interface PowerEstimate {
  /** The contrast's name, with `Change` behind it for its change over the last stage. */
  readonly name: string;
  readonly title: string;
  /** Whether the control's is taken from it. */
  readonly isMinusControl: boolean;
  readonly summary: ContrastSummary;
  /** How it varies over first and second seeds; null where it has no two second seeds. */
  readonly nested: NestedSpread | null;
  /** Null where it cannot be estimated: one seed, or the same difference for all. */
  readonly spread: { readonly measured: Spread; readonly cautious: Spread } | null;
}

/** First seeds that are needed if each has so many second seeds. */
export interface SecondSeedNeeds {
  readonly secondSeeds: number;
  /** As `NeededSeeds.seeds`; null too where it was not asked. */
  readonly forPower: number | null;
  readonly forWidth: number | null;
}

/** An estimate with what was asked of it; null where the spread or the effect is not there. */
export interface PowerAnswer extends PowerEstimate {
  /** The true effect that is to be found. */
  readonly effect: number;
  readonly forPower: NeededSeeds | null;
  readonly forWidth: NeededSeeds | null;
  /** With other numbers of second seeds, from the fewest; none where there are no two. */
  readonly bySecondSeeds: readonly SecondSeedNeeds[];
  /** The least true effect that the seeds that are there find with the power that is asked for. */
  readonly detectable: number | null;
}

function pairedSpread(
  values: readonly number[],
  nested: NestedSpread | null,
): PowerEstimate['spread'] {
  const seen = deviationOf(values);
  if (seen === 0) return null;
  const sd = nested === null ? seen : deviationWith(nested, nested.secondSeeds);
  const { high } = deviationInterval(sd, values.length - 1);
  return { measured: { kind: 'paired', sd }, cautious: { kind: 'paired', sd: high } };
}

function samplesSpread(sides: readonly (readonly number[])[]): PowerEstimate['spread'] {
  const [a = [], b = []] = sides;
  const sds = [deviationOf(a), deviationOf(b)] as const;
  if (Math.min(a.length, b.length) < 2 || sds[0] + sds[1] === 0) return null;
  const high = (sd: number, { length }: readonly number[]) =>
    sd === 0 ? 0 : deviationInterval(sd, length - 1).high;
  return {
    measured: { kind: 'two samples', sds },
    cautious: { kind: 'two samples', sds: [high(sds[0], a), high(sds[1], b)] },
  };
}

const valuesOf = (summary: ContrastSummary | undefined): number[] =>
  (summary?.seeds ?? []).map(({ value }) => value);

/** Numbers of second seeds that are thought of, besides that which there is. */
const secondSeedChoices = [1, 2, 5];

/** What is needed with every number of second seeds. */
function needsBySecondSeeds(
  nested: NestedSpread | null,
  effect: number,
  question: PowerQuestion,
): SecondSeedNeeds[] {
  if (nested === null) return [];
  const { alpha, width } = question;
  const numbers = new Set([...secondSeedChoices, Math.round(nested.secondSeeds)]);
  return [...numbers]
    .sort((a, b) => a - b)
    .map((secondSeeds) => {
      const spread = { kind: 'paired', sd: deviationWith(nested, secondSeeds) } as const;
      return {
        secondSeeds,
        forPower: effect === 0 ? null : seedsForPower(spread, effect, question),
        forWidth: width === undefined ? null : seedsForWidth(spread, width, alpha),
      };
    });
}

/** The differences that an effect is decided by, each with the spread of its seeds. */
function estimatesOf(effect: Effect): PowerEstimate[] {
  const { title, short = title } = effect.own.contrast;
  const own = (summary: ContrastSummary | undefined, what: string): PowerEstimate[] => {
    if (summary === undefined) return [];
    const nested = nestedSpread(summary);
    const named = { name: summary.name, title: what, isMinusControl: false, summary };
    return [{ ...named, nested, spread: pairedSpread(valuesOf(summary), nested) }];
  };
  const minus = (
    summary: ContrastSummary | undefined,
    sides: readonly (ContrastSummary | undefined)[],
    what: string,
  ): PowerEstimate[] =>
    own(summary, what).map((estimate) => ({
      ...estimate,
      isMinusControl: true,
      spread: summary?.test === 'welch' ? samplesSpread(sides.map(valuesOf)) : estimate.spread,
    }));
  return [
    ...own(effect.own, short),
    ...own(effect.change, `change of ${short}`),
    ...minus(effect.minus, [effect.own, effect.inControl], `${short} minus control`),
    ...minus(
      effect.changeMinus,
      [effect.change, effect.changeInControl],
      `change of ${short} minus control`,
    ),
  ];
}

/** The estimates of every effect of a report, beside its control's. */
export const powerEstimates = (compared: ComparedReport): PowerEstimate[] =>
  effectsOf(compared).flatMap(estimatesOf);

/** Answers a question by an estimate. */
export function answerPower(estimate: PowerEstimate, question: PowerQuestion): PowerAnswer {
  const { summary, nested, spread } = estimate;
  const { alpha, width, effect = summary.mean } = question;
  if (spread === null)
    return {
      ...{ ...estimate, effect, forPower: null, forWidth: null },
      ...{ bySecondSeeds: [], detectable: null },
    };
  const needed = (seedsOf: (one: Spread) => number | null): NeededSeeds => {
    return { seeds: seedsOf(spread.measured), cautious: seedsOf(spread.cautious) };
  };
  return {
    ...estimate,
    effect,
    forPower: effect === 0 ? null : needed((one) => seedsForPower(one, effect, question)),
    forWidth: width === undefined ? null : needed((one) => seedsForWidth(one, width, alpha)),
    bySecondSeeds: needsBySecondSeeds(nested, effect, question),
    detectable: detectableEffect(spread.measured, fewestSeeds(summary), question),
  };
}
