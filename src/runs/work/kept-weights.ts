import type { Execution } from '../../experiment/execution.js';
import { removeResults } from '../done-file.js';
import type { StageRun } from '../folder.js';
import { hasWeights, readTraining, weightFiles } from '../stage-files.js';

/**
 * The epochs of a stage whose weights are kept: its end, and what it started from (0), which are
 * the weights of the stage before. Throws a UserError where one of them is damaged.
 */
export function weightEpochs(run: StageRun): number[] {
  const { parent, stage } = run;
  return [
    ...(parent !== null && hasWeights(readTraining(parent)) ? [0] : []),
    ...(hasWeights(readTraining(run)) ? [stage.epochs] : []),
  ];
}

/** Whether the weights of a stage are among those that are kept when its seed is finished. */
export function areKept(
  run: StageRun,
  runs: readonly StageRun[],
  { keepWeights }: Pick<Execution, 'keepWeights'>,
): boolean {
  if (keepWeights !== 'parents') return keepWeights === 'all';
  return runs.some(({ parent }) => parent === run);
}

/**
 * Removes weights of a finished seed that were saved only until then, as later stages start from
 * them. Those that are wanted now stay for good, and those in `needed` until the next time.
 *
 * @param needed folders of stages that other experiments of the same command start from
 */
export function settleWeights(
  runs: readonly StageRun[],
  execution: Pick<Execution, 'keepWeights'>,
  needed: readonly string[] = [],
): void {
  for (const run of runs) {
    const done = readTraining(run);
    if (done?.weights !== 'until finished') continue;
    if (areKept(run, runs, execution)) removeResults(run, []);
    else if (!needed.includes(run.folder)) removeResults(run, weightFiles(done));
  }
}
