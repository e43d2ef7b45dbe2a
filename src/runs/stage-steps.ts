import { join } from 'node:path';
import type { Execution } from '../experiment/execution.js';
import type { Experiment } from '../experiment/experiment.js';
import { checkLease } from '../files/leases/lease.js';
import type { StageTrainer, StepReport } from '../training/trainer.js';
import { writeBaseline } from './baseline.js';
import type { CheckpointRecord } from './checkpoints/checkpoint-record.js';
import {
  changedExecution,
  type FoundCheckpoint,
  restoreCheckpoint,
} from './checkpoints/found-checkpoint.js';
import { StageCheckpoints } from './checkpoints/stage-checkpoints.js';
import { epochFolder } from './epoch-folders.js';
import type { RunEvent } from './events.js';
import type { Learner, StageLearner } from './learners/learner.js';
import { type RowFolders, type RowPositions, StageRows } from './stage-rows.js';
import { isTestedAfter } from './stage-tests.js';
import { tested } from './tested-weights.js';
import type { StageTraining } from './work/missing-work.js';

/** A stage of what experiment is worked at, and by whom. */
export interface StageOf {
  readonly experiment: Experiment;
  /** Its device is `cpu` or `cuda:N`. */
  readonly execution: Execution;
  readonly learner: Learner;
  /** Whether it is to be saved and stopped, looked at between two steps; default: never. */
  readonly isStopped?: (() => boolean) | undefined;
  /** Whether events say when a step is next (`BeforeStep`); default: no. */
  readonly waits?: boolean | undefined;
  /** Milliseconds that its work took, from any beginning; default: those that passed. */
  readonly clock?: (() => number) | undefined;
}

/** A stage that is trained, and what is made of it. */
export interface StageSetting extends StageOf {
  readonly work: StageTraining;
  /** The learner has the weights that the stage starts from. */
  readonly learning: StageLearner;
}

/**
 * The steps of a stage, with the tests, analyses, weights and checkpoints between them. Owns the
 * trainer and the files of rows until `close`.
 */
export class StageSteps {
  readonly #setting: StageSetting;
  readonly #folders: RowFolders;
  readonly #found: FoundCheckpoint | null;
  readonly #rows: StageRows;
  readonly #trainer: StageTrainer;
  readonly #checkpoints: StageCheckpoints;

  /** Begins the stage or, with `found`, goes on from there. */
  constructor(setting: StageSetting, folders: RowFolders, found: FoundCheckpoint | null) {
    this.#setting = setting;
    this.#folders = folders;
    this.#found = found;
    this.#checkpoints = new StageCheckpoints(setting, found?.record ?? null);
    this.#trainer = setting.learning.trainer();
    try {
      this.#rows = new StageRows(folders, found?.record.rows ?? null);
    } catch (error) {
      this.#trainer.dispose();
      throw error;
    }
  }

  /** Seconds that the stage took, those before it was stopped too. */
  get seconds(): number {
    return this.#checkpoints.seconds;
  }

  /** How many seeds were trained as one program, this one counted. */
  get seeds(): number {
    return this.#trainer.models;
  }

  /** How the parts of the stage before it was stopped were executed. */
  get before(): CheckpointRecord['before'] {
    return this.#checkpoints.before;
  }

  /** Takes the steps that are left; gives back whether all are taken. */
  *run(): Generator<RunEvent, boolean> {
    if (!(yield* this.#begin())) return false;
    let isPending = this.#found?.record.isPending ?? false;
    for (const trainer = this.#trainer; isPending || !trainer.isDone; isPending = false) {
      let report: StepReport | null = null;
      if (!isPending) {
        const isStopped = this.#isStopped;
        // Before the first step of the first stage nothing was done that takes long.
        const isWorth = trainer.taken > 0 || this.#setting.work.run.parent !== null;
        if (isWorth && (isStopped || this.#checkpoints.isDue))
          yield* this.#save(false, this.#rows.positions());
        if (isStopped) return false;
        yield* this.#beforeStep();
        report = trainer.step();
        this.#rows.step(report);
      }
      const epoch = trainer.taken / (trainer.steps / this.#epochs);
      if (Number.isInteger(epoch) && !(yield* this.#endOfEpoch(epoch, isPending))) return false;
      if (report !== null) yield this.#stepTaken(report);
    }
    yield* this.#beforeStep();
    return true;
  }

  /** Makes sure that every row is on disk, and frees the optimizer. */
  close(): void {
    this.#rows.close();
    this.#trainer.dispose();
  }

  get #epochs(): number {
    return this.#setting.work.run.stage.epochs;
  }

  get #isStopped(): boolean {
    return this.#setting.isStopped?.() ?? false;
  }

  /**
   * What goes before the first step, or before the first one after a stop; gives back whether it is
   * done.
   */
  *#begin(): Generator<RunEvent, boolean> {
    const { learning, learner, work } = this.#setting;
    const { tests } = this.#folders;
    const { run } = work;
    if (tests !== null) writeBaseline(tests, learning.questions(run.tests));
    if (this.#found !== null) {
      restoreCheckpoint(this.#found, learner, this.#trainer);
      const { taken: step, steps } = this.#trainer;
      const changes = changedExecution(this.#found.record, this.#setting);
      const at = { step, steps, done: step / steps, changes };
      yield { ...this.#of, kind: 'resumed', ...at, time: Date.now() };
    } else if (tests !== null) {
      this.#rows.asked(learning.questions(run.tests));
      if (run.parent !== null && !(yield* this.#tested(0))) return false;
      learning.analyse(0, this.#rows);
    }
    return true;
  }

  /** Tests, analyses and saves the weights after so many epochs; gives back whether it is done. */
  *#endOfEpoch(epoch: number, isPending: boolean): Generator<RunEvent, boolean> {
    const { learning, learner, work } = this.#setting;
    if (this.#trainer.isDone) this.#trainer.checkFinite();
    const before = this.#rows.positions();
    if (!isPending && this.#checkpoints.isDue) yield* this.#save(true, before);
    if (this.#folders.tests !== null) {
      const isDue = isTestedAfter(work.run.tests, epoch);
      if (isDue && !(yield* this.#tested(epoch))) {
        yield* this.#save(true, before);
        return false;
      }
      learning.analyse(epoch, this.#rows);
    }
    if (epoch === this.#epochs || !work.weights.includes(epoch)) return true;
    checkLease(work.run.folder);
    learner.save(join(work.run.folder, epochFolder(epoch)));
    this.#checkpoints.savedWeights(epoch);
    return true;
  }

  /** Gives back whether the test came to its end: a stop is heeded between two of its batches. */
  *#tested(epoch: number): Generator<RunEvent, boolean> {
    const { experiment, work, learning } = this.#setting;
    for (const event of tested({ experiment, run: work.run, learning, rows: this.#rows }, epoch)) {
      yield event;
      if (event.kind === 'testing' && this.#isStopped) return false;
    }
    return true;
  }

  *#save(isPending: boolean, positions: RowPositions): Generator<RunEvent> {
    yield { ...this.#of, kind: 'checkpointing', time: Date.now() };
    const stands = { trainer: this.#trainer, rows: this.#rows, positions, isPending };
    const saved = this.#checkpoints.write(stands);
    const { steps } = this.#trainer;
    const done = saved.step / steps;
    yield { ...this.#of, kind: 'checkpointed', ...saved, steps, done, time: Date.now() };
  }

  *#beforeStep(): Generator<RunEvent> {
    if (this.#setting.waits) yield { ...this.#of, kind: 'before-step', time: Date.now() };
  }

  #stepTaken({ step, epoch, loss, learningRate }: StepReport): RunEvent {
    const epochs = this.#epochs;
    const taken = { step, epoch, epochs, loss, learningRate, done: epoch / epochs };
    return { ...this.#of, kind: 'step', ...taken, time: Date.now() };
  }

  get #of() {
    const { experiment, work } = this.#setting;
    const { stage, seed, secondSeed } = work.run;
    return { experiment: experiment.name, seed, stage: stage.name, secondSeed } as const;
  }
}
