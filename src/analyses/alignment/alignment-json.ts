import {
  type IntervalJson,
  intervalJson,
  type PairedJson,
  pairedJson,
} from '../../statistics/paired-json.js';
import type { Member } from '../findings.js';
import type { AlignmentGainSummary } from './alignment-gain.js';
import {
  type AlignmentResults,
  type AlignmentSide,
  type AlignmentSummary,
  alignmentMinusControl,
} from './alignment-summary.js';
import type { PaperCosines } from './comparisons.js';

/** One side of a comparison of gradients. */
interface SideJson extends IntervalJson {
  readonly mean: number;
}

/**
 * A comparison of how gradients of definitions and of questions agree: the mean and tests are of
 * `upper` minus `lower`. `tags`: the same aliases under either tag; `X2`, `X1`: the groups of that
 * name under their own tags, in the paper D5cons and D6cons, D1cons and D2incons.
 */
export interface AlignmentJson
  extends PairedJson,
    Pick<AlignmentSummary, 'comparison' | 'metric' | 'stage' | 'epoch' | 'names'> {
  readonly upper: SideJson;
  readonly lower: SideJson;
}

/**
 * Spearman's rank correlation over aliases: how a definition is aligned after `epoch` of `stage`,
 * and the gain in exact match over the stage `last`. The tests are of whether the mean is zero.
 */
export interface AlignmentGainJson
  extends PairedJson,
    Pick<AlignmentGainSummary, 'metric' | 'stage' | 'epoch' | 'last' | 'aliases'> {}

/** What a report has of the alignment of gradients. */
export interface AlignmentResultsJson {
  /** At every epoch that was measured. */
  readonly comparisons: readonly AlignmentJson[];
  /** By metric. */
  readonly gains: readonly AlignmentGainJson[];
  /** The authors' mean cosines, where they have some. */
  readonly paper: PaperCosines | null;
  /** The comparisons minus the control's, paired by seed; the sides are the differences of either. */
  readonly minusControl?: readonly AlignmentJson[];
}

const sideJson = ({ mean, ci95 }: AlignmentSide): SideJson => ({
  mean,
  ...intervalJson(ci95, 'bootstrap'),
});

/** A comparison of gradients as plain data. */
function comparisonJson(summary: AlignmentSummary): AlignmentJson {
  const { comparison, metric, stage, epoch, names, upper, lower } = summary;
  const what = { comparison, metric, stage, epoch, names };
  return { ...what, upper: sideJson(upper), lower: sideJson(lower), ...pairedJson(summary) };
}

/** A rank correlation of alignments with gains as plain data. */
function gainJson(summary: AlignmentGainSummary): AlignmentGainJson {
  const { metric, stage, epoch, last, aliases } = summary;
  return { metric, stage, epoch, last, aliases, ...pairedJson(summary) };
}

/** The alignment of gradients in an experiment as plain data. */
export function alignmentJson({
  summary: { comparisons, gains },
  control,
  paper,
}: Member<AlignmentResults, PaperCosines>): AlignmentResultsJson {
  const json = {
    comparisons: comparisons.map(comparisonJson),
    gains: gains.map(gainJson),
    paper,
  };
  if (control === null) return json;
  const minus = alignmentMinusControl(comparisons, control.summary.comparisons);
  return { ...json, minusControl: minus.map(comparisonJson) };
}
