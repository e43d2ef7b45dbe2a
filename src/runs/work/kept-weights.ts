import { join } from 'node:path';
import type { Execution } from '../../experiment/execution.js';
import { removeResults } from '../done-file.js';
import type { StageRun } from '../folder.js';
import { readTraining, savedWeights, weightFiles } from '../stage-files.js';
import type { Done } from '../store/done-record.js';
import { testedEpochs } from './gaps.js';

/** Weights of a stage that are on disk, as a folder that transformers loads. */
export interface KeptWeights {
  /** Epochs of the stage that went before; 0: what it started from, which the stage before has. */
  readonly epoch: number;
  /** The stage that they are of, whose `done.json` lists them. */
  readonly of: StageRun;
  readonly folder: string;
  /** Names from the folder of the stage that they are of. */
  readonly files: readonly string[];
}

/** Weights of a stage that are saved, or stay, for other runs. */
export interface NeededWeights {
  /** Of the stage. */
  readonly folder: string;
  /** The epochs after which they are saved where it is trained; none where they only stay. */
  readonly epochs: readonly number[];
}

/** Reads what is written of a trained stage; null where it is not trained. */
export type ReadTraining = (run: StageRun) => Done | null;

/**
 * The weights that are kept of a stage, in the order of its epochs, with those that it started from,
 * which are the last of the stage before. Throws a UserError where one of the two is damaged.
 */
export function keptWeights(run: StageRun, read: ReadTraining = readTraining): KeptWeights[] {
  const { parent, stage } = run;
  const of = (one: StageRun): KeptWeights[] =>
    savedWeights(read(one)).map(({ epoch, inside, files }) => ({
      ...{ epoch: epoch ?? one.stage.epochs, of: one },
      ...{ folder: join(one.folder, inside), files },
    }));
  const start =
    parent === null ? [] : of(parent).filter(({ epoch }) => epoch === parent.stage.epochs);
  const own = of(run).filter(({ epoch }) => epoch > 0 && epoch <= stage.epochs);
  return [...start.map((one) => ({ ...one, epoch: 0 })), ...own];
}

/** The epochs of a stage after which its weights are to be kept when its seed is finished. */
export function epochsToKeep(
  run: StageRun,
  runs: readonly StageRun[],
  { keepWeights }: Pick<Execution, 'keepWeights'>,
): number[] {
  if (keepWeights === 'every') return testedEpochs(run.tests, false);
  const isKept =
    keepWeights === 'all' ||
    (keepWeights === 'parents' && runs.some(({ parent }) => parent === run));
  return isKept ? [run.stage.epochs] : [];
}

/**
 * Removes weights of a finished seed that were saved only until then, as later stages start from
 * them. Those that are wanted now stay for good, and those in `needed` until the next time.
 *
 * @param needed those that other runs of the same command want or start from
 */
export function settleWeights(
  runs: readonly StageRun[],
  execution: Pick<Execution, 'keepWeights'>,
  needed: readonly Pick<NeededWeights, 'folder'>[] = [],
): void {
  for (const run of runs) {
    const done = readTraining(run);
    if (done?.weights !== 'until finished') continue;
    if (epochsToKeep(run, runs, execution).length > 0) removeResults(run, []);
    else if (!needed.some(({ folder }) => folder === run.folder))
      removeResults(run, weightFiles(done));
  }
}
