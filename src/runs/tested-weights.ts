import { UserError } from '../errors/user-error.js';
import type { Measurement } from '../evaluation/measurement.js';
import type { Experiment } from '../experiment/experiment.js';
import { writeBaseline } from './baseline.js';
import type { Tested, Testing } from './events.js';
import type { StageRun } from './folder.js';
import type { StageLearner } from './learners/learner.js';
import type { StageRows } from './stage-rows.js';

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
export interface TestOf {
  readonly experiment: Experiment;
  readonly run: StageRun;
  readonly learning: StageLearner;
  readonly rows: StageRows;
}

/**
 * Tests the weights that are there, after so many epochs, and writes the rows, just before its last
 * event; before that it may be stopped. Throws a UserError where a value is not finite.
 */
export function* tested(
  { experiment, run, learning, rows }: TestOf,
  epoch: number,
): Generator<Testing | Tested> {
  const { stage, seed, secondSeed } = run;
  const of = { experiment: experiment.name, seed, stage: stage.name, secondSeed };
  const test = learning.test(epoch, run.tests);
  let next = test.next();
  for (; !next.done; next = test.next()) yield { ...of, kind: 'testing', epoch, time: Date.now() };
  const { measured, answers } = next.value;
  const measurements = measured.map((one) => measurement(run, one));
  const broken = measurements.find(({ value }) => !Number.isFinite(value));
  if (broken !== undefined) throw notFinite(run, broken);
  rows.tested(measurements, answers);
  yield { ...of, kind: 'tested', epoch, measurements, time: Date.now() };
}

function notFinite(
  { stage: { name, learningRate } }: StageRun,
  { metric, set, subset, epoch, value }: Measurement,
): UserError {
  const after = epoch === 0 ? 'before its first step' : `after epoch ${epoch}`;
  return new UserError(
    `stages.${name}.learningRate: ${metric} of ${subset} in ${set} is ${value} ${after}, at ` +
      `learning rate ${learningRate}: lower the rate, warm up for longer or clip`,
  );
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
