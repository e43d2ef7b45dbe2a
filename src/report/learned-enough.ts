import { mean } from 'simple-statistics';
import type { Group } from '../data/groups.js';
import type { Measurement } from '../evaluation/measurement.js';
import type { Chance } from '../runs/baseline.js';
import { groupDifference } from '../statistics/group-difference.js';
import type { LearnedStages } from '../statistics/learned-stages.js';
import { type PairedSummary, summarisePairs } from '../statistics/paired-summary.js';
import { lastEpoch, seedMeans } from '../statistics/seed-means.js';
import { wrapped } from '../terminal/wrapped.js';

/**
 * Below this part of what could be learned, effects were not seen: of the way from guessing to
 * answering all test questions about truly defined aliases.
 */
const enough = 0.05;

/** Whether Stage 1 taught enough about truly defined aliases for an effect to be seen. */
export interface LearnedEnough {
  /** The stage at whose end it is measured. */
  readonly stage: string;
  /** The group of X1 that a source defines truly, and its exact match, the mean over seeds. */
  readonly group: string;
  readonly score: number;
  /** What a model that knows nothing of the alias scores there; null where that is not known. */
  readonly chance: number | null;
  /** The group of X2 of which nothing is said, and its exact match; null where there is none. */
  readonly unknown: { readonly group: string; readonly score: number } | null;
  /** The group minus the unknown one over seeds, or minus chance where there is no unknown one. */
  readonly difference: PairedSummary;
  /** Null where the difference is large enough, but seeds are too few, or too different, to be sure. */
  readonly isEnough: boolean | null;
}

/**
 * Compares the truly defined aliases of X1 after Stage 1 with those of which nothing is said, or with
 * chance: enough is learned where the difference is a twentieth of what could be learned or more;
 * that is sure where its interval is above zero. Null where neither or no such group was measured.
 */
export function learnedEnough(
  rows: readonly Measurement[],
  {
    groups,
    stages,
    chance,
  }: {
    readonly groups: readonly Group[];
    readonly stages: LearnedStages;
    readonly chance: Chance | null;
  },
): LearnedEnough | null {
  const asked = groups.filter(({ share, aliasInQuestions }) => share > 0 && aliasInQuestions);
  const defined = asked.find(
    ({ data, consistent, trainsQuestions }) => data === 'X1' && consistent && trainsQuestions,
  );
  if (defined === undefined) return null;
  const stage = stages.stage1;
  const epoch = lastEpoch(rows, stage);
  const own = seedMeans(
    rows.filter(
      (row) =>
        row.stage === stage &&
        row.epoch === epoch &&
        row.subset === defined.name &&
        row.set === 'questions' &&
        row.metric === 'exactMatch',
    ),
  );
  if (own.length === 0) return null;
  const guessed = chance?.get('questions')?.get(defined.name) ?? null;
  const other = asked.find(({ data, source }) => data === 'X2' && source === null);
  const pair = { groups, upper: defined.name, set: 'questions', stage, epoch } as const;
  const paired = other === undefined ? [] : groupDifference(rows, { ...pair, lower: other.name });
  const seeds =
    paired.length > 0 || guessed === null
      ? paired
      : own.map(({ seed, value }) => {
          return { seed, value: value - guessed, upper: value, lower: guessed };
        });
  if (seeds.length === 0) return null;
  const difference = summarisePairs(seeds);
  const base = mean(seeds.map(({ lower }) => lower));
  const isSure = difference.ci95 !== null && difference.ci95.low > 0;
  const isFar = difference.mean >= enough * (1 - base);
  return {
    ...{ stage, group: defined.name, score: mean(own.map(({ value }) => value)) },
    chance: guessed,
    unknown: other !== undefined && paired.length > 0 ? { group: other.name, score: base } : null,
    difference,
    isEnough: isFar ? isSure || null : false,
  };
}

/** What a report says of it, in lines of at most `width` characters; none where it is not known. */
export function learnedEnoughText(learned: LearnedEnough | null, width: number): string[] {
  if (learned === null) return [];
  const { stage, group, score, chance, unknown, difference, isEnough } = learned;
  const beside = [
    ...(chance === null ? [] : [`chance ${score3(chance)}`]),
    ...(unknown === null ? [] : [`${unknown.group} ${score3(unknown.score)}`]),
  ].join(', ');
  const { ci95, mean: middle } = difference;
  const interval = ci95 === null ? '' : ` [${signed(ci95.low)}, ${signed(ci95.high)}]`;
  const measured =
    `${group} is ${score3(score)} after ${stage} (${beside}), ` +
    `${signed(middle)}${interval} above ${unknown === null ? 'chance' : unknown.group}`;
  if (isEnough) return wrapped(`Stage 1 has learned enough for trust to show: ${measured}.`, width);
  const sentence =
    isEnough === null
      ? `Stage 1 may have learned enough for trust to show, but more seeds are needed to be sure: ${measured}.`
      : `Stage 1 has not learned enough for trust to show: ${measured}. Try more epochs of ` +
        `${stage}, more aliases an entity (data.aliasesPerEntity), more columns, or fewer values a ` +
        'column (keepValues).';
  return wrapped(sentence, width);
}

const score3 = (value: number): string => value.toFixed(3);

const signed = (value: number): string => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(3)}`;
