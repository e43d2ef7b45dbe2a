import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { explainWriteError, WriteError } from '../files/file-errors.js';
import { writeJson } from '../files/json-file.js';
import { checkLease } from '../files/leases/lease.js';
import { resetPeakMemory } from '../tensor/index.js';
import {
  checkpointFolders,
  removeCheckpoints,
  tidyCheckpoints,
} from './checkpoints/checkpoint-folders.js';
import { findCheckpoint } from './checkpoints/found-checkpoint.js';
import {
  isDone,
  type ResultFolder,
  removeAllDrafts,
  removeDone,
  removeResults,
  removeUnfinished,
  removeUnlisted,
  writeDone,
} from './done-file.js';
import { environment } from './environment.js';
import { epochFolders, epochOfFolder } from './epoch-folders.js';
import type { RunEvent } from './events.js';
import { earlierRecord, readTraining, runFiles } from './stage-files.js';
import { testsFile, testsFolder } from './stage-record.js';
import { type StageSetting, StageSteps } from './stage-steps.js';
import { recordedFiles } from './store/stored-stages.js';

/**
 * Trains one stage and writes into its folder what its work wants: what there was before, such as
 * the tests of another experiment, stays. A stage that was stopped goes on from its newest
 * checkpoint. What is not finished when it is stopped or fails is removed, unless a checkpoint
 * counts on it. `done` of its events counts within the stage. Gives back whether it came to its
 * end.
 */
export function* trainStage(setting: StageSetting): Generator<RunEvent, boolean> {
  const { experiment, execution, work, learning } = setting;
  const { run } = work;
  const { stage, seed, secondSeed, folder } = run;
  const of = { experiment: experiment.name, seed, stage: stage.name, secondSeed };
  const tests = work.tests ? testsFolder(run) : null;
  const isFirst = work.kind === 'train';
  const unfinished = [...(isFirst ? [run] : []), ...(tests === null ? [] : [tests])];
  resetPeakMemory(execution.device);
  let steps: StageSteps | null = null;
  try {
    const rowFolders = { training: isFirst ? folder : null, tests: tests?.folder ?? null };
    const { found, refused } = findCheckpoint(setting, rowFolders);
    if (found === null) {
      removeCheckpoints(folder);
      for (const results of unfinished) removeUnfinished(results);
      if (!isFirst) removeUnlisted(run);
    } else {
      tidyCheckpoints(folder);
      removeAllDrafts(folder);
      for (const results of unfinished) removeDone(results);
      if (isFirst) removeLaterWeights(folder, found.record.weights);
    }
    const { documentsCut } = learning;
    const begun = { ...of, epochs: stage.epochs, again: work.again, documentsCut };
    yield { ...begun, kind: 'stage-begun', isTested: false, time: Date.now() };
    for (const message of refused)
      yield { ...of, kind: 'checkpoint-refused', message, time: Date.now() };
    describe(setting, tests);
    steps = new StageSteps(setting, rowFolders, found);
    if (!(yield* steps.run())) return false;
    steps.close();
    const { seconds, seeds, before } = steps;
    finish(setting, { tests, unfinished, seconds, seeds, before });
    yield { ...of, kind: 'stage-finished', seconds, folder, time: Date.now() };
    return true;
  } catch (error) {
    throw withRemedy(explainWriteError(error, folder));
  } finally {
    steps?.close();
    if (checkpointFolders(folder).length === 0) {
      for (const results of unfinished) if (!isDone(results)) removeUnfinished(results);
      if (!isFirst) removeUnlisted(run);
    }
  }
}

/** Says that nothing is lost where a file could not be written, and what goes on. */
function withRemedy(error: unknown): unknown {
  if (!(error instanceof WriteError)) return error;
  const first = /the disk (is full|quota)/.test(error.message) ? 'make room' : 'put that right';
  const kept = `What was saved before it is kept: ${first}, then run the same command to go on.`;
  return new WriteError(`${error.message} ${kept}`, { cause: error });
}

/** Removes weights of epochs that were saved after the checkpoint. */
function removeLaterWeights(folder: string, saved: readonly number[]): void {
  for (const name of epochFolders(folder))
    if (!saved.includes(epochOfFolder(name) ?? 0))
      rmSync(join(folder, name), { recursive: true, force: true });
}

/** What a stage that was trained leaves, and where. */
interface FinishedSteps {
  readonly tests: ResultFolder | null;
  /** The folders that are not finished yet. */
  readonly unfinished: readonly ResultFolder[];
  readonly seconds: number;
  /** How many seeds were trained as one program. */
  readonly seeds: number;
  /** How earlier parts of the stage were executed. */
  readonly before: readonly object[];
}

/** Writes what comes last, and marks the folders of a stage as finished. */
function finish(
  { execution, work, learner, learning, ...setting }: StageSetting,
  { tests, unfinished, seconds, seeds, before }: FinishedSteps,
): void {
  const { run } = work;
  checkLease(run.folder);
  const { device, threads, microBatch, testBatch } = execution;
  const made = environment({ device, threads, seconds });
  const { documentsCut } = learning;
  const how = { microBatch, batchSeeds: seeds, testBatch, documentsCut };
  const resumed = before.length === 0 ? {} : { resumed: before };
  for (const results of unfinished)
    writeJson(join(results.folder, runFiles.environment), { ...made, ...how, ...resumed });
  if (tests !== null) writeDone(tests, seconds);
  const earlier = readTraining(run);
  if (earlier !== null && !earlier.files.has(runFiles.record))
    replaceEarlierLayout({ ...setting, work });
  checkLease(run.folder);
  if (work.weights.includes(run.stage.epochs)) learner.save(run.folder);
  const isSaved = work.weights.length > 0;
  const until = isSaved && execution.keepWeights === 'none' ? 'until finished' : undefined;
  if (work.kind === 'train' || isSaved) writeDone(run, earlier?.seconds ?? seconds, until);
  // Last: until here a killed process is gone on with from them.
  removeCheckpoints(run.folder);
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
function replaceEarlierLayout(setting: Pick<StageSetting, 'experiment' | 'work'>): void {
  describeTraining(setting);
  removeResults(setting.work.run, [earlierRecord, runFiles.model]);
}
