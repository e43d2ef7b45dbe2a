import {
  type IntervalJson,
  intervalJson,
  type PairedJson,
  pairedJson,
} from '../../statistics/paired-json.js';
import type { ProbeCell, ProbeGridSummary } from './probe-summary.js';

/** The accuracy of the probes of one layer at one token. */
export interface ProbeCellJson
  extends Pick<ProbeCell, 'layer' | 'position' | 'token' | 'mean'>,
    IntervalJson {}

/** The linear probes of one task after one stage; the intervals are t intervals. */
export interface ProbesJson extends Pick<ProbeGridSummary, 'stage' | 'task' | 'question'> {
  /** How many first seeds, and prompts of both classes together. */
  readonly n: number;
  readonly examples: number;
  readonly best: ProbeCellJson | null;
  readonly bestOfEmbedding: ProbeCellJson | null;
  /** Accuracy minus 0.5 in the cell that is best for the other seeds. */
  readonly bestByOthers: PairedJson | null;
  readonly cells: readonly ProbeCellJson[];
}

const cellJson = ({ layer, position, token, mean, ci95 }: ProbeCell): ProbeCellJson => {
  return { layer, position, token, mean, ...intervalJson(ci95, 't') };
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
