import type { LoadedAnalyses } from '../analyses/stage-analyses.js';
import type { Execution } from '../experiment/execution.js';
import type { Experiment } from '../experiment/experiment.js';
import { isImageExperiment, textExperiment } from '../experiment/image-experiment.js';
import { type Lease, takingLeases } from '../files/leases/lease.js';
import { resolveDevice, setThreads, useDeterministicKernels, useDevice } from '../tensor/index.js';
import { verifyFile } from './done-file.js';
import type { RunEvent } from './events.js';
import type { StageRun } from './folder.js';
import { GridLearner } from './learners/grid-learner.js';
import { LanguageLearner } from './learners/language-learner.js';
import type { Learner, LearnerSetting } from './learners/learner.js';
import { runFiles } from './stage-files.js';
import { atStart, checkStart } from './stage-start.js';
import type { StageOf } from './stage-steps.js';
import { trainStage } from './train-stage.js';
import { type NeededWeights, settleWeights } from './work/kept-weights.js';
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
  /** Weights that other runs start from or want kept; default: none. */
  readonly needed?: readonly NeededWeights[] | undefined;
  /** Folders of the stages that are worked at; default: all. */
  readonly only?: readonly string[] | undefined;
  /**
   * Whether the run is to be stopped, looked at between two steps: what is under way is saved, and
   * `stopped` is the last event. Default: never.
   */
  readonly isStopped?: (() => boolean) | undefined;
  /** As of `LearnerSetting`; where it is given, events say when a step is next (`BeforeStep`). */
  readonly makeTrainer?: LearnerSetting['makeTrainer'];
  /** As of `StageOf`. */
  readonly clock?: StageOf['clock'];
}

/**
 * Trains and tests what is missing of the stages of one first seed, in order, and writes each into
 * its folder; a stage that was stopped goes on from its newest checkpoint. Yields an
 * event for what happens, every step included; a caller that stops there (or throws, or runs out of
 * disk) leaves finished stages and checkpoints behind. Throws LockedError where another process trains one of them, and a
 * UserError where a finished stage is damaged.
 */
export function* trainRun(setting: RunSetting): Generator<RunEvent> {
  const { experiment, runs, execution, trains, remakesWeights, needed, only } = setting;
  const rules = { ...execution, trains, remakesWeights, needed };
  const [root] = runs;
  if (root === undefined) return;
  const { seed } = root;
  const leases = new Map<StageRun, Lease>();
  const release = (run: StageRun): void => {
    leases.get(run)?.release();
    leases.delete(run);
  };
  try {
    const of = { experiment: experiment.name, seed };
    const wanted = missingWork(runs, rules).flatMap(({ run }) =>
      (only?.includes(run.folder) ?? true) ? [run] : [],
    );
    const taken = yield* waitedFor(
      of,
      takingLeases(wanted.map(({ folder }) => ({ folder, what: `seed ${seed}` }))),
      setting.isStopped,
    );
    if (taken === null) {
      yield { ...of, kind: 'stopped', time: Date.now() };
      return;
    }
    for (const [index, lease] of taken.entries()) leases.set(wanted[index] as StageRun, lease);
    // Once more, as another process may have trained a stage until its lease was ours.
    const work = missingWork(runs, rules).filter(({ run }) => leases.has(run));
    const stages = work.map(({ run }) => run.stage.name);
    yield { ...of, kind: 'run-begun', stages, time: Date.now() };
    const training = workAtStages(setting, seed, work, release);
    try {
      let next = training.next();
      for (; !next.done; next = training.next()) {
        yield next.value;
        // A machine that was suspended may have lost them meanwhile.
        for (const lease of leases.values()) lease.check(checkEveryMs);
      }
      if (!next.value) {
        yield { ...of, kind: 'stopped', time: Date.now() };
        return;
      }
    } finally {
      training.return(false);
    }
    if (trains !== false && missingWork(runs, rules).length === 0)
      settleWeights(runs, execution, needed);
    yield { ...of, kind: 'run-finished', time: Date.now() };
  } finally {
    for (const run of leases.keys()) release(run);
  }
}

/** Milliseconds after which a run looks whether its stages are still its own. */
const checkEveryMs = 1000;

/** Tells what is waited for as events of a run; gives back null where it is stopped meanwhile. */
function* waitedFor<Result>(
  of: { readonly experiment: string; readonly seed: number },
  waiting: Generator<string, Result>,
  isStopped: () => boolean = () => false,
): Generator<RunEvent, Result | null> {
  try {
    for (;;) {
      const { done, value } = waiting.next();
      if (done) return value;
      if (isStopped()) return null;
      yield { ...of, kind: 'waiting', message: value, time: Date.now() };
    }
  } finally {
    waiting.return(null as Result);
  }
}

/** Gives back whether all of the work is done. */
function* workAtStages(
  {
    experiment,
    runs,
    analyses = new Map(),
    execution: { device, ...how },
    isStopped = () => false,
    makeTrainer,
    clock,
  }: RunSetting,
  seed: number,
  work: readonly StageWork[],
  release: (run: StageRun) => void,
): Generator<RunEvent, boolean> {
  for (const { kind, run } of work)
    if (kind !== 'test' && run.start !== null) checkStart(run.start);
  if (work.length === 0) return true;
  setThreads(how.threads);
  const execution = { ...how, device: resolveDevice(device) };
  useDevice(execution.device);
  useDeterministicKernels(how.deterministic && execution.device !== 'cpu');
  const learner = learnerOf(atStart(experiment, runs), { seed, execution, analyses, makeTrainer });
  try {
    const stages = work.map((one) =>
      one.kind === 'test'
        ? { work: one, learning: null }
        : { work: one, learning: learner.stage(one.run) },
    );
    const total = stages.reduce((sum, { learning }) => sum + (learning?.shown ?? 0), 0);
    const waits = makeTrainer !== undefined;
    const of = { experiment, execution, learner, isStopped, waits, clock };
    let before = 0;
    for (const { work: one, learning } of stages) {
      if (isStopped()) return false;
      if (learning === null) {
        for (const event of testStage({ ...of, work: one })) {
          yield event;
          if (isStopped() && event.kind !== 'stage-finished') return false;
        }
        release(one.run);
        continue;
      }
      const share = learning.shown / total;
      const { parent } = one.run;
      if (parent !== null) {
        verifyFile(parent, runFiles.model);
        learner.load(parent.folder);
      }
      const training = trainStage({ ...of, work: one, learning });
      try {
        let next = training.next();
        for (; !next.done; next = training.next()) yield ofRun(next.value, before, share);
        if (!next.value) return false;
      } finally {
        training.return(false);
      }
      before += share;
      release(one.run);
    }
    return true;
  } finally {
    learner.dispose();
  }
}

/** An event of a stage whose `done` counts within the run, of which the stage has a share. */
function ofRun(event: RunEvent, before: number, share: number): RunEvent {
  return 'done' in event ? { ...event, done: before + event.done * share } : event;
}

/** The learner that an experiment's data and model want; the caller disposes of it. */
export function learnerOf(experiment: Experiment, setting: LearnerSetting): Learner {
  return isImageExperiment(experiment)
    ? new GridLearner(experiment, setting)
    : new LanguageLearner(textExperiment(experiment), setting);
}
