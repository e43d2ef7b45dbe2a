import { join } from 'node:path';
import type { Measurement } from '../evaluation/measurement.js';
import type { Execution } from '../experiment/execution.js';
import type { Experiment } from '../experiment/experiment.js';
import { explainWriteError } from '../files/file-errors.js';
import { writeJson } from '../files/json-file.js';
import { resetPeakMemory } from '../tensor/index.js';
import { writeBaseline } from './baseline.js';
import {
  isDone,
  type ResultFolder,
  removeResults,
  removeUnfinished,
  removeUnlisted,
  writeDone,
} from './done-file.js';
import { environment } from './environment.js';
import { epochFolder } from './epoch-folders.js';
import type { RunEvent, Tested } from './events.js';
import type { StageRun } from './folder.js';
import type { Learner, StageLearner } from './learners/learner.js';
import { earlierRecord, readTraining, runFiles } from './stage-files.js';
import { testsFile, testsFolder } from './stage-record.js';
import { StageRows } from './stage-rows.js';
import { isTestedAfter } from './stage-tests.js';
import { recordedFiles } from './store/stored-stages.js';
import type { StageTraining } from './work/missing-work.js';

/** A stage of what experiment is worked at, and by whom. */
export interface StageOf {
  readonly experiment: Experiment;
  /** Its device is `cpu` or `cuda:N`. */
  readonly execution: Execution;
  readonly learner: Learner;
}

/** A stage that is trained, and what is made of it. */
export interface StageSetting extends StageOf {
  readonly work: StageTraining;
  /** The learner has the weights that the stage starts from. */
  readonly learning: StageLearner;
  /** Whether events say when a step is next (`BeforeStep`). */
  readonly waits: boolean;
  /** Milliseconds that its work took, from any beginning; default: those that passed. */
  readonly clock?: (() => number) | undefined;
}

/**
 * Trains one stage and writes into its folder what its work wants: what there was before, such as
 * the tests of another experiment, stays. What is not finished when it is stopped or fails is
 * removed. `done` of its steps counts within the stage.
 */
export function* trainStage(setting: StageSetting): Generator<RunEvent> {
  const { experiment, execution, work, learner, learning } = setting;
  const { run } = work;
  const { stage, seed, secondSeed, folder } = run;
  const of = { experiment: experiment.name, seed, stage: stage.name, secondSeed };
  const { epochs } = stage;
  const tests = work.tests ? testsFolder(run) : null;
  const isFirst = work.kind === 'train';
  const unfinished = [...(isFirst ? [run] : []), ...(tests === null ? [] : [tests])];
  const { clock = () => performance.now() } = setting;
  const start = clock();
  resetPeakMemory(execution.device);
  for (const results of unfinished) removeUnfinished(results);
  if (!isFirst) removeUnlisted(run);
  let rows: StageRows | null = null;
  try {
    const { documentsCut } = learning;
    const begun = { ...of, epochs, again: work.again, documentsCut };
    yield { ...begun, kind: 'stage-begun', isTested: false, time: Date.now() };
    describe(setting, tests);
    rows = new StageRows({
      training: isFirst ? folder : null,
      tests: tests?.folder ?? null,
    });
    if (tests !== null) {
      writeAsked(tests.folder, learning.questions(run.tests), rows);
      if (run.parent !== null) yield tested({ experiment, run, learning, rows }, 0);
      learning.analyse(0, rows);
    }
    const reports = learning.train();
    const beforeStep = (): RunEvent[] =>
      setting.waits ? [{ ...of, kind: 'before-step', time: Date.now() }] : [];
    yield* beforeStep();
    for (const report of reports) {
      rows.step(report);
      const { step, epoch, loss, endOfEpoch } = report;
      if (endOfEpoch !== null && tests !== null) {
        if (isTestedAfter(run.tests, endOfEpoch))
          yield tested({ experiment, run, learning, rows }, endOfEpoch);
        learning.analyse(endOfEpoch, rows);
      }
      if (endOfEpoch !== null && endOfEpoch < epochs && work.weights.includes(endOfEpoch))
        learner.save(join(folder, epochFolder(endOfEpoch)));
      const done = epoch / epochs;
      yield { ...of, kind: 'step', step, epoch, epochs, loss, done, time: Date.now() };
      yield* beforeStep();
    }
    rows.close();
    const seconds = (clock() - start) / 1000;
    const { device, threads, microBatch, testBatch } = execution;
    const made = environment({ device, threads, seconds });
    for (const results of unfinished) {
      const environmentFile = join(results.folder, runFiles.environment);
      writeJson(environmentFile, { ...made, microBatch, testBatch, documentsCut });
    }
    if (tests !== null) writeDone(tests, seconds);
    const before = readTraining(run);
    if (before !== null && !before.files.has(runFiles.record)) replaceEarlierLayout(setting);
    if (work.weights.includes(epochs)) learner.save(folder);
    const isSaved = work.weights.length > 0;
    const until = isSaved && execution.keepWeights === 'none' ? 'until finished' : undefined;
    if (isFirst || isSaved) writeDone(run, before?.seconds ?? seconds, until);
    yield { ...of, kind: 'stage-finished', seconds, folder, time: Date.now() };
  } catch (error) {
    throw explainWriteError(error, folder);
  } finally {
    rows?.close();
    for (const results of unfinished) if (!isDone(results)) removeUnfinished(results);
    if (!isFirst) removeUnlisted(run);
  }
}

/** Says in the folders what is written there, for people and for those who read it back. */
function describe({ experiment, execution, work }: StageSetting, tests: ResultFolder | null): void {
  const { stage, seed, secondSeed, tests: wanted } = work.run;
  if (work.kind === 'train') describeTraining({ experiment, work });
  if (tests !== null) {
    const by = { experiment: experiment.name, stage: stage.name, seed, secondSeed };
    const saved = execution.answers === 'every' ? { answers: 'every' } : {};
    writeJson(join(tests.folder, testsFile), { ...by, ...wanted, ...saved });
  }
}

function describeTraining({ experiment, work }: Pick<StageSetting, 'experiment' | 'work'>): void {
  const { stage, seed, secondSeed, identity, folder } = work.run;
  const files = recordedFiles(experiment);
  const record = { ...experiment, stage: stage.name, seed, secondSeed, identity, files };
  writeJson(join(folder, runFiles.record), record);
}

/** Makes way for transformers' files in a stage that an earlier version trained. */
function replaceEarlierLayout(setting: StageSetting): void {
  describeTraining(setting);
  removeResults(setting.work.run, [earlierRecord, runFiles.model]);
}

/** Writes what tests ask, and the score of who knows nothing of it, into their folder. */
export function writeAsked(
  folder: string,
  questions: ReturnType<StageLearner['questions']>,
  rows: StageRows,
): void {
  rows.asked(questions);
  writeBaseline(folder, questions);
}

/** What is tested, by whom, and where its rows go. */
interface TestOf {
  readonly experiment: Experiment;
  readonly run: StageRun;
  readonly learning: StageLearner;
  readonly rows: StageRows;
}

/** Tests the weights that are there, after so many epochs, and writes the rows. */
export function tested({ experiment, run, learning, rows }: TestOf, epoch: number): Tested {
  const { measured, answers } = learning.test(epoch, run.tests);
  const measurements = measured.map((one) => measurement(run, one));
  rows.tested(measurements, answers);
  const { stage, seed, secondSeed } = run;
  const of = { experiment: experiment.name, seed, stage: stage.name, secondSeed };
  return { ...of, kind: 'tested', epoch, measurements, time: Date.now() };
}

function measurement(
  { seed, secondSeed, stage }: StageRun,
  {
    epoch,
    subset,
    set,
    metric,
    value,
    questions,
  }: Omit<Measurement, 'seed' | 'secondSeed' | 'stage'>,
): Measurement {
  return { seed, secondSeed, stage: stage.name, epoch, subset, set, metric, value, questions };
}
