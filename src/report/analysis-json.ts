import type { AlignmentGainSummary } from '../analyses/alignment/alignment-gain.js';
import type { AlignmentSide, AlignmentSummary } from '../analyses/alignment/alignment-summary.js';
import type { ProbeCell, ProbeGridSummary } from '../analyses/probes/probe-summary.js';
import {
  type IntervalJson,
  intervalJson,
  type PairedJson,
  pairedJson,
} from '../statistics/paired-json.js';

/** One side of a comparison of gradients. */
interface SideJson {
  readonly mean: number;
  /** The 95 % bootstrap interval. */
  readonly ci95: IntervalJson | null;
}

/**
 * A comparison of how gradients of definitions and of questions agree: the mean and tests are of
 * `upper`, of tag 1, minus `lower`, of tag 2. `tags`: the same aliases under either tag; `X2`:
 * D5cons and D6cons; `X1`: D1cons and D2incons.
 */
export interface AlignmentJson
  extends PairedJson,
    Pick<AlignmentSummary, 'comparison' | 'metric' | 'stage' | 'epoch'> {
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

/** The accuracy of the probes of one layer at one token. */
export interface ProbeCellJson
  extends Pick<ProbeCell, 'layer' | 'position' | 'token' | 'mean'>,
    SideJson {}

/** The linear probes of one task after one stage; the intervals are t intervals. */
export interface ProbesJson extends Pick<ProbeGridSummary, 'stage' | 'task' | 'question'> {
  /** How many first seeds, and prompts of both classes together. */
  readonly n: number;
  readonly examples: number;
  readonly best: ProbeCellJson | null;
  readonly bestOfEmbedding: ProbeCellJson | null;
  /** Accuracy minus 0.5 at the place that is best for the other seeds. */
  readonly bestByOthers: PairedJson | null;
  readonly cells: readonly ProbeCellJson[];
}

const sideJson = ({ mean, ci95 }: AlignmentSide): SideJson => ({ mean, ci95: intervalJson(ci95) });

/** A comparison of gradients as plain data. */
export function alignmentJson(summary: AlignmentSummary): AlignmentJson {
  const { comparison, metric, stage, epoch, upper, lower } = summary;
  const what = { comparison, metric, stage, epoch };
  return { ...what, upper: sideJson(upper), lower: sideJson(lower), ...pairedJson(summary) };
}

/** A rank correlation of alignments with gains as plain data. */
export function alignmentGainJson(summary: AlignmentGainSummary): AlignmentGainJson {
  const { metric, stage, epoch, last, aliases } = summary;
  return { metric, stage, epoch, last, aliases, ...pairedJson(summary) };
}

const cellJson = ({ layer, position, token, mean, ci95 }: ProbeCell): ProbeCellJson => {
  return { layer, position, token, mean, ci95: intervalJson(ci95) };
};

/** A grid of probes as plain data. */
export function probesJson(grid: ProbeGridSummary): ProbesJson {
  const { stage, task, question, seeds, examples, cells } = grid;
  const cell = (one: ProbeCell | null) => (one === null ? null : cellJson(one));
  return {
    ...{ stage, task, question, n: seeds, examples },
    best: cell(grid.best),
    bestOfEmbedding: cell(grid.bestOfEmbedding),
    bestByOthers: grid.bestByOthers === null ? null : pairedJson(grid.bestByOthers),
    cells: cells.map(cellJson),
  };
}
