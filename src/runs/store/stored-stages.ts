import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../errors/user-error.js';
import { type Experiment, experimentSchema } from '../../experiment/experiment.js';
import { freeze } from '../../experiment/frozen.js';
import { decisiveFilesOf } from '../../experiment/identity.js';
import { readJson } from '../../files/json-file.js';
import { recordPath } from '../stage-files.js';
import type { StoredStage } from './stage-folders.js';

/** The files of an experiment as records name them: so a stage says of which content it is. */
export function recordedFiles(experiment: Experiment): StageDescription['files'] {
  return decisiveFilesOf(experiment).map(({ path, content }) => ({
    path: basename(path),
    content,
  }));
}

const fileSchema = z.object({ path: z.string(), content: z.unknown() });

const recordSchema = z.looseObject({
  stage: z.string(),
  identity: z.string(),
  files: z.array(fileSchema).nullable().default(null),
});

/** What a stage's own record says of the experiment that trained it. */
export interface StageDescription {
  readonly experiment: Experiment;
  /** Files whose content decides results; null in records that do not name them. */
  readonly files: readonly { readonly path: string; readonly content: unknown }[] | null;
}

const known = new Map<string, StageDescription | null>();

/** The record in a stage's folder; null where there is none that can be read. */
export function describedStage({ folder }: Pick<StoredStage, 'folder'>): StageDescription | null {
  const path = recordPath(folder);
  if (path === null) return null;
  const { size, mtimeMs } = statSync(path);
  const key = `${path}\n${size}\n${mtimeMs}`;
  if (!known.has(key)) known.set(key, readDescription(path));
  return known.get(key) ?? null;
}

function readDescription(path: string): StageDescription | null {
  try {
    const record = readJson(path, recordSchema);
    const experiment = recordedExperiment(record);
    return experiment === null ? null : { experiment, files: record.files };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return null;
  }
}

/** An experiment as a record of the store has it, among other keys; null for what is none. */
export function recordedExperiment(record: Readonly<Record<string, unknown>>): Experiment | null {
  const keys = Object.keys(experimentSchema.shape);
  const written = Object.fromEntries(keys.map((key) => [key, record[key]]));
  const parsed = experimentSchema.safeParse(written);
  if (!parsed.success) return null;
  const experiment: Experiment = parsed.data;
  freeze(experiment);
  return experiment;
}
