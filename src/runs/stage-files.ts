import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Done, type ResultFolder, readDone } from './done-file.js';

/**
 * The files of a trained stage beside its `done.json`; where weights are kept, `model` has beside it
 * what else transformers reads: config.json and the tokenizer's files.
 */
export const runFiles = {
  record: 'run.json',
  losses: 'losses.jsonl',
  model: 'model.safetensors',
  environment: 'environment.json',
} as const;

/** The file name of the rows called `name`, such as `metrics`, among the tests of a stage. */
export const rowsFile = (name: string): string => `${name}.jsonl`;

/** What earlier versions called `run.json`; it is transformers' name for something else. */
export const earlierRecord = 'config.json';

/** The file that says what a stage is of: the first that is there; null where there is none. */
export function recordPath(folder: string): string | null {
  const paths = [runFiles.record, earlierRecord].map((name) => join(folder, name));
  return paths.find((path) => existsSync(path)) ?? null;
}

/**
 * A trained stage's `done.json`, or null where it is not trained; the file that says what the stage
 * is of may have the name of earlier versions. Errors: `readDone`.
 */
export function readTraining(stage: ResultFolder): Done | null {
  return readDone(stage, runFiles.record, earlierRecord);
}

/**
 * Whether a trained stage's weights are kept, as a folder that transformers loads. Those that earlier
 * versions wrote, with names of their own, count as not kept.
 */
export const hasWeights = (training: Done | null): boolean =>
  [runFiles.record, runFiles.model].every((file) => training?.files.has(file));

/** The files of a trained stage that transformers reads: weights, configuration and tokenizer. */
export function weightFiles(training: Done): string[] {
  if (!hasWeights(training)) return [];
  const own: readonly string[] = [runFiles.record, runFiles.losses, runFiles.environment];
  return [...training.files.keys()].filter((name) => !own.includes(name));
}
