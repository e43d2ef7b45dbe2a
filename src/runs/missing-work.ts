import type { Execution } from '../experiment/execution.js';
import type { StageRun } from './folder.js';
import { hasWeights } from './stage-files.js';
import { readStage } from './stage-record.js';

/** What has to be made of a stage, which is trained for it. */
export interface StageWork {
  readonly run: StageRun;
  /** Whether the stage is trained for the first time; else the results of that time stay. */
  readonly training: boolean;
  /** Whether the weights are to be saved. */
  readonly weights: boolean;
  /** Whether the weights are to be tested and analysed. */
  readonly tests: boolean;
  /** Why a stage is trained again that was trained before, in words; else null. */
  readonly again: string | null;
}

/**
 * What is missing of the stages of one first seed, in an order of training: stages that are not
 * trained, those whose tests lack what is wanted, and those whose weights were not kept although a
 * missing stage starts from them. Throws a UserError where a finished stage is damaged.
 *
 * @param runs the stages of one first seed, as `layout` gives them
 */
export function missingWork(
  runs: readonly StageRun[],
  { keepWeights }: Pick<Execution, 'keepWeights'>,
): StageWork[] {
  const parents = new Set(runs.map(({ parent }) => parent));
  const work = new Map<StageRun, StageWork>();
  for (const run of runs.toReversed()) {
    const record = readStage(run);
    const training = record.training === null;
    const tests = record.tests === null;
    const isStart = [...work.keys()].some(({ parent }) => parent === run);
    const isKept = (training || tests) && (keepWeights === 'all' || parents.has(run));
    const weights = (isStart || isKept) && !hasWeights(record.training);
    if (!training && !tests && !weights) continue;
    const why = tests ? `it was tested ${record.lacking}` : 'its weights were not kept';
    work.set(run, { run, training, weights, tests, again: training ? null : why });
  }
  return [...work.values()].reverse();
}
