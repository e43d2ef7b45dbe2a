import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from '../files/json-file.js';
import { runFiles } from './stage-files.js';

const made = z.looseObject({
  commit: z.string().nullable(),
  cpu: z.string(),
  device: z.string(),
  instructionSet: z.string().nullish(),
  threads: z.int().nullish(),
  batchSeeds: z.int().nullish(),
});

/**
 * The commit of this project that wrote a finished stage, or its tests, `-changed` behind it where
 * files differed; null where it is not known. Throws a UserError that names a damaged file.
 */
export function commitOf(folder: string): string | null {
  return environmentOf(folder)?.commit ?? null;
}

/** Where a finished stage, or its tests, were made; errors as of `commitOf`. */
export function environmentOf(folder: string): z.output<typeof made> | null {
  const path = join(folder, runFiles.environment);
  return existsSync(path) ? readJson(path, made) : null;
}
