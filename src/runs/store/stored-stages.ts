import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../errors/user-error.js';
import { type Experiment, experimentSchema } from '../../experiment/experiment.js';
import { freeze } from '../../experiment/frozen.js';
import { decisiveFilesOf } from '../../experiment/identity.js';
import { isFolder } from '../../files/folders.js';
import { readJson } from '../../files/json-file.js';

import { recordPath } from '../stage-files.js';

/** A folder of a stage in the store, whoever trained it. */
export interface StoredStage {
  readonly folder: string;
  /** Of the stages that it follows, the first of all first, and its own. */
  readonly identities: readonly string[];
  readonly seed: number;
  /** Null for stages of seed 'first'. */
  readonly secondSeed: number | null;
  /** The stage that it lies in. */
  readonly parent: StoredStage | null;
}

const identityName = /^[0-9a-f]{12}$/;
const seedName = /^seed-(\d+)$/;

/** Every folder of a stage below a folder of runs, a stage before those inside it. */
export function storedStages(runsFolder: string): StoredStage[] {
  return foldersIn(runsFolder, identityName).flatMap(([identity, root]) =>
    foldersIn(root, seedName).flatMap(([name, folder]) => {
      const seed = seedOf(name);
      const stage = { folder, identities: [identity], seed, secondSeed: null, parent: null };
      return [stage, ...stagesInside(stage)];
    }),
  );
}

function stagesInside(parent: StoredStage): StoredStage[] {
  return foldersIn(parent.folder, identityName).flatMap(([identity, inside]) => {
    const of = { seed: parent.seed, identities: [...parent.identities, identity], parent };
    const seeds = foldersIn(inside, seedName).map(([name, folder]) => {
      return { ...of, folder, secondSeed: seedOf(name) };
    });
    const { secondSeed } = parent;
    const stages = seeds.length > 0 ? seeds : [{ ...of, folder: inside, secondSeed }];
    return stages.flatMap((stage) => [stage, ...stagesInside(stage)]);
  });
}

const seedOf = (name: string): number => Number(seedName.exec(name)?.[1]);

/** Folders inside a folder whose names have a form, sorted, each with its path. */
function foldersIn(folder: string, form: RegExp): [name: string, path: string][] {
  if (!isFolder(folder)) return [];
  const names = readdirSync(folder).filter((name) => form.test(name));
  const sorted = names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return sorted
    .map((name): [string, string] => [name, join(folder, name)])
    .filter(([, path]) => isFolder(path));
}

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
