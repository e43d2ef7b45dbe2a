import { mean, sampleCorrelation } from 'simple-statistics';
import { pairedDifferences } from '../../statistics/differences.js';
import { meanRanks } from '../../statistics/mean-ranks.js';
import {
  type PairedSummary,
  type SeedDifference,
  summarisePairs,
} from '../../statistics/paired-summary.js';
import { type AliasAlignmentRow, type AliasMetric, aliasMetrics } from './alignment-row.js';

/** How the alignment of aliases at the end of Stage 1 goes with what Stage 2 teaches about them. */
export interface AlignmentGain {
  /**
   * Spearman's rank correlation, tied values sharing their mean rank; null where all of either are
   * alike, and for fewer than two aliases.
   */
  readonly spearman: number | null;
  readonly aliases: number;
}

/**
 * The rank correlation over aliases of `alignments` with the gain in exact match from `before` to
 * `after`; aliases that one of the three lacks are left out. It may be there in a control too: what
 * is aligned is learnt, whoever says it.
 */
export function alignmentGain(
  alignments: ReadonlyMap<string, number>,
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): AlignmentGain {
  const shared = [...alignments.keys()].filter((alias) => before.has(alias) && after.has(alias));
  const aliases = shared.length;
  if (aliases < 2) return { spearman: null, aliases };
  const of = (scores: ReadonlyMap<string, number>): number[] =>
    shared.map((alias) => scores.get(alias) as number);
  const gains = pairedDifferences(of(after), of(before));
  const [x, y] = [meanRanks(of(alignments)), meanRanks(gains)];
  const varies = [x, y].every((ranks) => new Set(ranks).size > 1);
  return { spearman: varies ? sampleCorrelation(x, y) : null, aliases };
}

/** The rank correlation of one run: with the alignments after `epoch` of `stage`. */
export interface AlignmentGainRow
  extends AlignmentGain,
    Pick<AliasAlignmentRow, 'seed' | 'secondSeed' | 'stage' | 'epoch'> {
  readonly metric: AliasMetric;
  /** Name of the last stage, over which the gain is. */
  readonly last: string;
}

/** The rank correlations of one metric over first seeds, with the test of whether it is zero. */
export interface AlignmentGainSummary
  extends PairedSummary,
    Pick<AlignmentGainRow, 'metric' | 'stage' | 'epoch' | 'last'> {
  /** Of one run, on average. */
  readonly aliases: number;
}

/**
 * A summary a metric, of runs of one experiment: correlations are averaged over second seeds, then
 * over first ones. Runs without a correlation are left out, and metrics without any.
 */
export function summariseAlignmentGains(rows: readonly AlignmentGainRow[]): AlignmentGainSummary[] {
  return aliasMetrics.flatMap((metric): AlignmentGainSummary[] => {
    const own = rows.flatMap(({ spearman, ...row }) =>
      spearman === null || row.metric !== metric ? [] : [{ ...row, spearman }],
    );
    const [first] = own;
    if (first === undefined) return [];
    const { stage, epoch, last } = first;
    const seeds = [...new Set(own.map(({ seed }) => seed))].sort((a, b) => a - b);
    const fromZero = seeds.map((seed): SeedDifference => {
      const ofSeed = own.filter((row) => row.seed === seed);
      const value = mean(ofSeed.map(({ spearman }) => spearman));
      return { seed, value, upper: value, lower: 0 };
    });
    const aliases = mean(own.map((row) => row.aliases));
    return [{ metric, stage, epoch, last, aliases, ...summarisePairs(fromZero) }];
  });
}
