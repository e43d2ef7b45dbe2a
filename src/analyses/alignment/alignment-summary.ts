import { mean } from 'simple-statistics';
import type { Contrast } from '../../data/contrasts.js';
import type { Group } from '../../data/groups.js';
import { bootstrapInterval } from '../../statistics/bootstrap.js';
import type { Interval } from '../../statistics/interval.js';
import {
  type PairedSummary,
  type SeedDifference,
  summarisePairs,
} from '../../statistics/paired-summary.js';
import { compareSeeds } from '../../statistics/seed-comparison.js';
import type { AlignmentGainSummary } from './alignment-gain.js';
import { type AlignmentMetric, type AlignmentRow, alignmentMetrics } from './alignment-row.js';
import {
  type AlignmentComparison,
  alignmentComparisons,
  type Sides,
  sidesOf,
} from './comparisons.js';

/** One side of a comparison over first seeds. */
export interface AlignmentSide {
  readonly mean: number;
  /** The 95 % bootstrap interval over first seeds; null for a single seed. */
  readonly ci95: Interval | null;
}

/**
 * A comparison by one metric after one epoch of a stage, over first seeds: `upper` minus
 * `lower`.
 */
export interface AlignmentSummary extends PairedSummary {
  readonly comparison: AlignmentComparison;
  readonly metric: AlignmentMetric;
  readonly stage: string;
  readonly epoch: number;
  /** What is on either side: a group or a tag. */
  readonly names: Sides<string>;
  readonly upper: AlignmentSide;
  readonly lower: AlignmentSide;
}

/** What the finished runs of an experiment say of the alignment of gradients. */
export interface AlignmentResults {
  /** At every epoch that was measured. */
  readonly comparisons: readonly AlignmentSummary[];
  /** How the alignments of aliases go with their gains in the last stage; none where not to be had. */
  readonly gains: readonly AlignmentGainSummary[];
}

/**
 * Every comparison that the rows allow, by comparison, metric, stage (as the rows have them) and
 * epoch. Second seeds are averaged within their first seed; several groups under one tag count by
 * their definitions. Throws an Error where a seed lacks one side of what others have.
 */
export function summariseAlignments(
  rows: readonly AlignmentRow[],
  declared: { readonly groups: readonly Group[]; readonly contrasts: readonly Contrast[] },
): AlignmentSummary[] {
  const seeds = [...new Set(rows.map(({ seed }) => seed))].sort((a, b) => a - b);
  const stages = [...new Set(rows.map(({ stage }) => stage))];
  return alignmentComparisons.flatMap((comparison) => {
    const compared = sidesOf(comparison, declared);
    if (compared === null) return [];
    const [upper, lower] = [compared.upper.has, compared.lower.has];
    const names = { upper: compared.upper.name, lower: compared.lower.name };
    return alignmentMetrics.flatMap((metric) => {
      const own = rows.filter((row) => row.metric === metric && (upper(row) || lower(row)));
      return stages.flatMap((stage) => {
        const there = own.filter((row) => row.stage === stage);
        const epochs = [...new Set(there.map(({ epoch }) => epoch))].sort((a, b) => a - b);
        return epochs.flatMap((epoch): AlignmentSummary[] => {
          const then = there.filter((row) => row.epoch === epoch);
          if (!then.some(upper) || !then.some(lower)) return [];
          const pairs = seeds.map((seed) => {
            const [a, b] = [meanOf(then.filter(upper), seed), meanOf(then.filter(lower), seed)];
            return { seed, value: a - b, upper: a, lower: b };
          });
          return [{ comparison, metric, stage, epoch, names, ...summaryOf(pairs) }];
        });
      });
    });
  });
}

function sideOf(values: readonly number[]): AlignmentSide {
  return { mean: mean([...values]), ci95: values.length > 1 ? bootstrapInterval(values) : null };
}

function summaryOf(pairs: readonly SeedDifference[]) {
  const side = (which: 'upper' | 'lower') => sideOf(pairs.map((one) => one[which]));
  return { upper: side('upper'), lower: side('lower'), ...summarisePairs(pairs) };
}

/** The mean of a seed's runs, each being the mean over its definitions. */
function meanOf(rows: readonly AlignmentRow[], seed: number): number {
  const own = rows.filter((row) => row.seed === seed);
  const runs = [...new Set(own.map(({ secondSeed }) => secondSeed))];
  if (runs.length === 0) {
    const [{ metric, stage, epoch } = { metric: '', stage: '', epoch: 0 }] = rows;
    throw new Error(`seed ${seed} has no ${metric} after epoch ${epoch} of stage '${stage}'`);
  }
  return mean(
    runs.map((run) => {
      const parts = own.filter(({ secondSeed }) => secondSeed === run);
      const definitions = parts.reduce((sum, one) => sum + one.definitions, 0);
      return parts.reduce((sum, one) => sum + one.value * one.definitions, 0) / definitions;
    }),
  );
}

/** Those at the last epoch of each stage that was measured. */
export function lastAlignments(all: readonly AlignmentSummary[]): AlignmentSummary[] {
  return all.filter(({ stage, epoch }) =>
    all.every((other) => other.stage !== stage || other.epoch <= epoch),
  );
}

/** Of an experiment and of its control: the same comparison, metric, stage and epoch. */
export function sameAlignment(a: AlignmentSummary, b: AlignmentSummary): boolean {
  return (
    a.comparison === b.comparison &&
    a.metric === b.metric &&
    a.stage === b.stage &&
    a.epoch === b.epoch
  );
}

/**
 * The comparisons of an experiment minus those of its control, by the rule of `compareSeeds`; the
 * sides are the differences of either. What the control lacks is left out.
 */
export function alignmentMinusControl(
  effect: readonly AlignmentSummary[],
  control: readonly AlignmentSummary[],
): AlignmentSummary[] {
  return effect.flatMap((one): AlignmentSummary[] => {
    const other = control.find((candidate) => sameAlignment(one, candidate));
    if (other === undefined) return [];
    const { counts } = compareSeeds(one.seeds, other.seeds);
    if (counts.test === 'paired') return [{ ...one, ...summaryOf(counts.seeds) }];
    const side = ({ seeds }: AlignmentSummary) => sideOf(seeds.map(({ value }) => value));
    return [{ ...one, ...counts, upper: side(one), lower: side(other) }];
  });
}
