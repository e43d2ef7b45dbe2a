import type { LoadedAnalyses } from '../analyses/stage-analyses.js';
import type { Execution } from '../experiment/execution.js';
import type { Experiment } from '../experiment/experiment.js';
import { isImageExperiment, textExperiment } from '../experiment/image-experiment.js';
import { takeLock } from '../files/lock.js';
import { resolveDevice, setThreads, useDevice } from '../tensor/index.js';
import { verifyFile } from './done-file.js';
import type { RunEvent } from './events.js';
import type { StageRun } from './folder.js';
import { GridLearner } from './learners/grid-learner.js';
import { LanguageLearner } from './learners/language-learner.js';
import type { Learner, LearnerSetting } from './learners/learner.js';
import { runFiles } from './stage-files.js';
import { atStart, checkStart } from './stage-start.js';
import { type StageSetting, trainStage } from './train-stage.js';
import { settleWeights } from './work/kept-weights.js';
import { missingWork, type StageWork } from './work/missing-work.js';
import { testStage } from './work/test-stage.js';

/**
 * Where and how a run is trained; no result depends on the folder, and none on the number of
 * workers.
 */
export interface RunSetting {
  readonly experiment: Experiment;
  /** The stages of one first seed, as `layout` gives them. */
  readonly runs: readonly StageRun[];
  /** Those that stages ask for, by `loadAnalyses`; default: none. */
  readonly analyses?: LoadedAnalyses;
  readonly execution: Execution;
  /** Whether stages may be trained; else they are tested from kept weights. Default: true. */
  readonly trains?: boolean | undefined;
  /** Whether weights that were not kept are made again; default: false. */
  readonly remakesWeights?: boolean | undefined;
  /** As of `LearnerSetting`; where it is given, events say when a step is next (`BeforeStep`). */
  readonly makeTrainer?: LearnerSetting['makeTrainer'];
  /** As of `StageSetting`. */
  readonly clock?: StageSetting['clock'];
  /** Folders of stages whose weights other experiments still start from; default: none. */
  readonly needed?: readonly string[] | undefined;
}

/**
 * Trains and tests what is missing of the stages of one first seed, in order, and writes each into
 * its folder. Yields an
 * event for what happens, every step included; a caller that stops there (or throws, or runs out of
 * disk) leaves only finished stages behind. Throws LockedError where another process trains one of them, and a
 * UserError where a finished stage is damaged.
 */
export function* trainRun(setting: RunSetting): Generator<RunEvent> {
  const { experiment, runs, execution, trains, remakesWeights, needed } = setting;
  const rules = { ...execution, trains, remakesWeights };
  const [root] = runs;
  if (root === undefined) return;
  const { seed } = root;
  const locks = new Map<StageRun, () => void>();
  const release = (run: StageRun): void => {
    locks.get(run)?.();
    locks.delete(run);
  };
  try {
    for (const { run } of missingWork(runs, rules))
      locks.set(run, takeLock(run.folder, `seed ${seed}`));
    // Once more, as another process may have trained a stage until its lock was ours.
    const work = missingWork(runs, rules).filter(({ run }) => locks.has(run));
    const of = { experiment: experiment.name, seed };
    const stages = work.map(({ run }) => run.stage.name);
    yield { ...of, kind: 'run-begun', stages, time: Date.now() };
    if (work.length > 0) yield* workAtStages(setting, seed, work, release);
    if (trains !== false && missingWork(runs, rules).length === 0)
      settleWeights(runs, execution, needed);
    yield { ...of, kind: 'run-finished', time: Date.now() };
  } finally {
    for (const run of locks.keys()) release(run);
  }
}

function* workAtStages(
  {
    experiment,
    runs,
    analyses = new Map(),
    clock,
    makeTrainer,
    execution: { device, ...how },
  }: RunSetting,
  seed: number,
  work: readonly StageWork[],
  release: (run: StageRun) => void,
): Generator<RunEvent> {
  for (const { kind, run } of work)
    if (kind !== 'test' && run.start !== null) checkStart(run.start);
  setThreads(how.threads);
  const execution = { ...how, device: resolveDevice(device) };
  useDevice(execution.device);
  const learner = learnerOf(atStart(experiment, runs), {
    seed,
    execution,
    analyses,
    makeTrainer,
  });
  try {
    const stages = work.map((one) =>
      one.kind === 'test'
        ? { work: one, learning: null }
        : { work: one, learning: learner.stage(one.run) },
    );
    const total = stages.reduce((sum, { learning }) => sum + (learning?.shown ?? 0), 0);
    const of = { experiment, execution, learner, waits: makeTrainer !== undefined, clock };
    let before = 0;
    for (const { work: one, learning } of stages) {
      if (learning === null) {
        yield* testStage({ ...of, work: one });
        release(one.run);
        continue;
      }
      const share = learning.shown / total;
      const { parent } = one.run;
      if (parent !== null) {
        verifyFile(parent, runFiles.model);
        learner.load(parent.folder);
      }
      for (const event of trainStage({ ...of, work: one, learning })) {
        yield event.kind === 'step' ? { ...event, done: before + event.done * share } : event;
      }
      before += share;
      release(one.run);
    }
  } finally {
    learner.dispose();
  }
}

/** The learner that an experiment's data and model want; the caller disposes of it. */
export function learnerOf(experiment: Experiment, setting: LearnerSetting): Learner {
  return isImageExperiment(experiment)
    ? new GridLearner(experiment, setting)
    : new LanguageLearner(textExperiment(experiment), setting);
}
