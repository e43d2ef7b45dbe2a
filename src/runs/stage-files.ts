import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { type ResultFolder, readDone } from './done-file.js';
import { epochOfFolder } from './epoch-folders.js';
import type { Done } from './store/done-record.js';

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

/** The weights of a trained stage at one time, as a folder that transformers loads. */
export interface SavedWeights {
  /** Epochs of the stage that went before; null: its end, whichever that is. */
  readonly epoch: number | null;
  /** The folder in the stage's own; '' is that itself. */
  readonly inside: string;
  /** Names from the stage's folder: the weights, the configuration and the tokenizer. */
  readonly files: readonly string[];
}

/**
 * The weights that are kept of a trained stage, those of its end last. Those that earlier versions
 * wrote, with names of their own, count as not kept.
 */
export function savedWeights(training: Done | null): SavedWeights[] {
  if (training === null || !training.files.has(runFiles.record)) return [];
  const own: readonly string[] = [runFiles.record, runFiles.losses, runFiles.environment];
  const inside = new Map<string, string[]>();
  for (const name of training.files.keys()) {
    if (own.includes(name)) continue;
    const folder = name.slice(0, Math.max(0, name.lastIndexOf('/')));
    inside.set(folder, [...(inside.get(folder) ?? []), name]);
  }
  return [...inside]
    .filter(([folder, files]) => files.includes(posix.join(folder, runFiles.model)))
    .map(([folder, files]) => ({ epoch: epochOfFolder(folder), inside: folder, files }))
    .sort((a, b) => (a.epoch ?? Number.POSITIVE_INFINITY) - (b.epoch ?? Number.POSITIVE_INFINITY));
}

/** Whether the weights of a trained stage's end are kept. */
export const hasWeights = (training: Done | null): boolean =>
  savedWeights(training).some(({ epoch }) => epoch === null);

/** The files of all weights of a trained stage. */
export const weightFiles = (training: Done): string[] =>
  savedWeights(training).flatMap(({ files }) => files);
