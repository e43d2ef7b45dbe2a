import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from '../files/json-file.js';
import { runFiles } from './stage-files.js';

const made = z.looseObject({ commit: z.string().nullable() });

/**
 * The commit of this project that wrote a finished stage, or its tests, `-changed` behind it where
 * files differed; null where it is not known. Throws a UserError that names a damaged file.
 */
export function commitOf(folder: string): string | null {
  const path = join(folder, runFiles.environment);
  return existsSync(path) ? readJson(path, made).commit : null;
}
