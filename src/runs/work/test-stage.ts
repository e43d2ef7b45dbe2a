import { join } from 'node:path';
import { explainWriteError } from '../../files/file-errors.js';
import { writeJson } from '../../files/json-file.js';
import { resetPeakMemory } from '../../tensor/index.js';
import { isDone, removeUnfinished, verifyFile, writeDone } from '../done-file.js';
import { environment } from '../environment.js';
import type { RunEvent } from '../events.js';
import type { StageRun } from '../folder.js';
import type { StageLearner } from '../learners/learner.js';
import { runFiles } from '../stage-files.js';
import { testsFile, testsFolder } from '../stage-record.js';
import { StageRows } from '../stage-rows.js';
import type { StageOf } from '../stage-steps.js';
import { tested, writeAsked } from '../tested-weights.js';
import { keptWeights } from './kept-weights.js';
import type { StageTesting } from './missing-work.js';

/** A stage that is tested from weights that are kept. */
export interface TestSetting extends StageOf {
  readonly work: StageTesting;
}

/**
 * Tests one stage from the weights in its folder and in that of the stage before. Each part is
 * written into a folder of its own, whole or not at all; training writes the same rows.
 */
export function* testStage(setting: TestSetting): Generator<RunEvent> {
  const { experiment, work, learner } = setting;
  const { run, parts } = work;
  const { stage, seed, secondSeed, folder } = run;
  const of = { experiment: experiment.name, seed, stage: stage.name, secondSeed };
  const { epochs } = stage;
  const start = performance.now();
  resetPeakMemory(setting.execution.device);
  const begun = { ...of, epochs, again: null, documentsCut: 0 };
  yield { ...begun, kind: 'stage-begun', isTested: true, time: Date.now() };
  for (const part of parts) {
    // Only what is missing of the analyses is made, by a stage that asks for nothing else.
    const analyses = part.analyses as StageRun['stage']['analyses'];
    const asked: StageRun = { ...run, stage: { ...stage, analyses }, tests: part };
    yield* testPart({ ...setting, run: asked }, learner.stage(asked));
  }
  const seconds = (performance.now() - start) / 1000;
  yield { ...of, kind: 'stage-finished', seconds, folder, time: Date.now() };
}

function* testPart(
  setting: TestSetting & { readonly run: StageRun },
  learning: StageLearner,
): Generator<RunEvent> {
  const { experiment, execution, learner, run } = setting;
  const { stage, seed, secondSeed, tests } = run;
  const results = testsFolder(run);
  const start = performance.now();
  removeUnfinished(results);
  let rows: StageRows | null = null;
  try {
    const by = { experiment: experiment.name, stage: stage.name, seed, secondSeed };
    writeJson(join(results.folder, testsFile), { ...by, ...tests });
    rows = new StageRows({ training: null, tests: results.folder });
    writeAsked(results.folder, learning.questions(tests), rows);
    for (const epoch of tests.atEpochs ?? []) {
      learner.load(verifiedWeights(run, epoch));
      yield* tested({ experiment, run, learning, rows }, epoch);
      learning.analyse(epoch, rows);
    }
    rows.close();
    const seconds = (performance.now() - start) / 1000;
    const { device, threads, microBatch, testBatch } = execution;
    const made = environment({ device, threads, seconds });
    const { documentsCut } = learning;
    const how = { ...made, microBatch, testBatch, documentsCut, from: 'weights' };
    writeJson(join(results.folder, runFiles.environment), how);
    writeDone(results, seconds);
  } catch (error) {
    throw explainWriteError(error, results.folder);
  } finally {
    rows?.close();
    if (!isDone(results)) removeUnfinished(results);
  }
}

/** The folder with the weights of a stage after so many of its epochs, which are as they were written. */
function verifiedWeights(run: StageRun, epoch: number): string {
  const kept = keptWeights(run).find((one) => one.epoch === epoch);
  if (kept === undefined)
    throw new Error(`${run.folder}: the weights of epoch ${epoch} are in no folder`);
  for (const file of kept.files.filter((name) => name.endsWith(runFiles.model)))
    verifyFile(kept.of, file);
  return kept.folder;
}
