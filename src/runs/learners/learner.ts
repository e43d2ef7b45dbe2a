import type { LoadedAnalyses } from '../../analyses/stage-analyses.js';
import type { EvaluationSet } from '../../data/evaluation-sets.js';
import type { InBatches } from '../../evaluation/in-batches.js';
import type { Measurement } from '../../evaluation/measurement.js';
import type { Execution } from '../../experiment/execution.js';
import type { Module } from '../../nn/index.js';
import type { JointMember } from '../../training/together/joint-member.js';
import type { StageTrainer } from '../../training/trainer.js';
import type { StageRun } from '../folder.js';
import type { QuestionRow } from '../question-rows.js';
import type { StageRows } from '../stage-rows.js';
import type { StageTests } from '../stage-tests.js';

/** What was asked or shown, and after how many epochs of the stage. */
export interface TestedSet {
  readonly epoch: number;
  readonly subset: string;
  readonly set: EvaluationSet;
}

/** What one test of a stage's weights found. */
export interface TestResult {
  readonly measured: readonly (TestedSet & Pick<Measurement, 'metric' | 'value' | 'questions'>)[];
  /** Single answers, where they are kept. */
  readonly answers: readonly (TestedSet & Readonly<Record<string, unknown>>)[];
}

/** What a learner does in one stage of a run. */
export interface StageLearner {
  /** Documents, or images, that the stage shows in all its epochs. */
  readonly shown: number;
  /** Documents that are longer than the fixed length of mode 'faithful', and are cut there. */
  readonly documentsCut: number;
  /** Begins the stage from the weights that are there; the caller disposes of it. */
  trainer(): StageTrainer;
  /** What `tests` ask: for each set and group as many rows as a test has answers. */
  questions(tests: StageTests): readonly QuestionRow[];
  /**
   * Tests the weights that are there, after so many epochs of the stage, as `tests` wants it; yields
   * where it can be stopped.
   */
  test(epoch: number, tests: StageTests): InBatches<TestResult>;
  /** Makes the analyses that the stage wants of these weights after so many of its epochs. */
  analyse(epoch: number, rows: StageRows): void;
}

/**
 * What a run trains and tests: a model with what it learns from, for the stages of one first seed.
 * It owns its model until `dispose`.
 */
export interface Learner {
  /** What is trained. */
  readonly model: Module;
  /** What is to be done in a stage; throws a UserError where its data or analyses cannot be. */
  stage(run: StageRun): StageLearner;
  /** Takes the weights from the folder of a stage, into which `save` wrote them. */
  load(folder: string): void;
  /**
   * Writes the model into the folder of a stage, as transformers reads it: weights, config.json and
   * the tokenizer's files, each whole or not at all.
   */
  save(folder: string): void;
  dispose(): void;
}

/** What learners are made of: the first seed, and how they train and are tested. */
export interface LearnerSetting {
  readonly seed: number;
  /** Of all that a stage asks for. */
  readonly analyses: LoadedAnalyses;
  /** Its device is `cpu` or `cuda:N`. */
  readonly execution: Execution;
  /** Makes the trainers of stages that several seeds may share; default: a `Trainer` of its own. */
  readonly makeTrainer?: ((member: JointMember) => StageTrainer) | undefined;
}
