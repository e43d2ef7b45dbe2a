import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../errors/user-error.js';
import { readJson, writeJson } from '../../files/json-file.js';

/** The file in a stage's folder that says why it is not finished. */
export const failedFile = 'failed.json';

const failureSchema = z.strictObject({
  message: z.string().describe('What failed last.'),
  time: z.iso.datetime().describe('When.'),
  attempts: z.int().min(1).describe('How often the last command tried.'),
});

/** Why a stage is not finished. */
export type Failure = z.output<typeof failureSchema>;

/**
 * Notes beside a run why it failed. Where that cannot be written, nothing is noted: the error has been
 * told.
 */
export function noteFailure(
  folder: string,
  { message, attempts }: Pick<Failure, 'message' | 'attempts'>,
): void {
  try {
    mkdirSync(folder, { recursive: true });
    const time = new Date().toISOString();
    writeJson(join(folder, failedFile), { message, time, attempts } satisfies Failure);
  } catch {}
}

/** Removes the note of a stage that is finished now. */
export function forgetFailure(folder: string): void {
  rmSync(join(folder, failedFile), { force: true });
}

/** Why a stage failed the last time; null where it did not, or where that cannot be read. */
export function readFailure(folder: string): Failure | null {
  try {
    return readJson(join(folder, failedFile), failureSchema);
  } catch (error) {
    if (error instanceof UserError || (error as NodeJS.ErrnoException).code !== undefined)
      return null;
    throw error;
  }
}
