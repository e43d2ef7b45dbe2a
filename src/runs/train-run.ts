import { join } from 'node:path';
import type { Execution } from '../experiment/execution.js';
import type { Experiment } from '../experiment/experiment.js';
import type { Stage } from '../experiment/stage.js';
import { writeJson } from '../files/json-file.js';
import { takeLock } from '../files/lock.js';
import { explainWriteError } from '../files/writable.js';
import { engineVersion, resolveDevice, setThreads } from '../tensor/index.js';
import { environment } from './environment.js';
import { runFiles, type StageRun } from './folder.js';
import type { Learner, StageLearner } from './learner.js';
import { prepareLearner } from './prepare-learner.js';
import { isDone, readDone, removeUnfinished, verifyFile, writeDone } from './done-file.js';
import { StageRows } from './stage-rows.js';

/**
 * Where and how a run is trained; no result depends on the folder, and none on the number of
 * workers.
 */
export interface RunSetting {
  readonly experiment: Experiment;
  /** The stages of one first seed, as `layout` gives them. */
  readonly runs: readonly StageRun[];
  readonly execution: Execution;
}

/** How far a run is, after one step. */
export interface RunProgress {
  readonly stage: string;
  readonly secondSeed: number | null;
  /** Epochs finished of this stage, fractional, and all of them. */
  readonly epoch: number;
  readonly epochs: number;
  readonly loss: number;
  /** Share of the documents shown so far among those that this call shows, from 0 to 1. */
  readonly done: number;
}

/**
 * Trains the stages of one first seed that are not finished, in order, and writes each into its
 * folder. Yields after every step; who stops there (or throws, or runs out of disk) leaves finished
 * stages only. Throws LockedError where another process trains the run, and a UserError where a
 * finished stage is damaged.
 */
export function* trainRun(setting: RunSetting): Generator<RunProgress> {
  const [root] = setting.runs;
  if (root === undefined) return;
  const release = takeLock(root.folder, `seed ${root.seed}`);
  try {
    const missing = setting.runs.filter((run) => readDone(run) === null);
    if (missing.length > 0) yield* trainStages(setting, root.seed, missing);
  } finally {
    release();
  }
}

function* trainStages(
  setting: RunSetting,
  seed: number,
  missing: readonly StageRun[],
): Generator<RunProgress> {
  const { experiment } = setting;
  setThreads(setting.execution.threads);
  const execution = { ...setting.execution, device: resolveDevice(setting.execution.device) };
  const learner = prepareLearner(experiment, { seed, execution });
  try {
    const stages = missing.map((run) => ({ run, stage: learner.stage(run) }));
    const total = stages.reduce((sum, { stage }) => sum + stage.shown, 0);
    let before = 0;
    for (const { run, stage } of stages) {
      const share = stage.shown / total;
      for (const progress of trainStage({ ...setting, execution }, run, learner, stage)) {
        yield { ...progress, done: before + progress.done * share };
      }
      before += share;
    }
  } finally {
    learner.dispose();
  }
}

function isTested({ epochs, evaluate }: Stage, epoch: number): boolean {
  return epoch === epochs || epoch % evaluate.everyEpochs === 0;
}

/** Trains one stage; `done` of what it yields counts within the stage. */
function* trainStage(
  { experiment, execution }: RunSetting,
  run: StageRun,
  learner: Learner,
  learning: StageLearner,
): Generator<RunProgress> {
  const { stage, seed, secondSeed, folder } = run;
  const start = performance.now();
  removeUnfinished(run);
  const isParent = run.index + 1 < experiment.stages.length;
  let rows: StageRows | null = null;
  try {
    const config = { ...experiment, stage: stage.name, seed, secondSeed, identity: run.identity };
    writeJson(join(folder, runFiles.config), config);
    rows = new StageRows(folder);
    if (run.parent !== null) {
      verifyFile(run.parent, 'model');
      learner.load(join(run.parent.folder, runFiles.model));
      learning.test(0, rows);
    }
    learning.analyse(0, rows);
    for (const report of learning.train()) {
      rows.step(report);
      const { epoch, loss, endOfEpoch } = report;
      if (endOfEpoch !== null && isTested(stage, endOfEpoch)) learning.test(endOfEpoch, rows);
      if (endOfEpoch !== null) learning.analyse(endOfEpoch, rows);
      yield {
        stage: stage.name,
        secondSeed,
        epoch,
        epochs: stage.epochs,
        loss,
        done: epoch / stage.epochs,
      };
    }
    rows.close();
    if (execution.keepWeights === 'all' || isParent) learner.save(join(folder, runFiles.model));
    const seconds = (performance.now() - start) / 1000;
    const { device, threads } = execution;
    const engine = { libtorch: engineVersion(), device, threads, seconds };
    writeJson(join(folder, runFiles.environment), environment(engine));
    writeDone(run, seconds);
  } catch (error) {
    throw explainWriteError(error, folder);
  } finally {
    rows?.close();
    if (!isDone(run)) removeUnfinished(run);
  }
}
