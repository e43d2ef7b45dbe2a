import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { UserError } from '../errors/user-error.js';
import { writeWhole } from './write-whole.js';

/**
 * The value of JSON text, checked by `schema`; `place` names file and line in the UserError thrown
 * for anything else.
 */
export function parseJson<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
  place: string,
): z.output<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UserError(`${place} is damaged: not JSON (${(error as Error).message})`);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new UserError(`${place} is damaged: ${problems.join('; ')}`);
}

/**
 * Reads a JSON file; throws a UserError that names the file where it is missing, no JSON, or of
 * another shape.
 */
export function readJson<Schema extends z.ZodType>(path: string, schema: Schema): z.output<Schema> {
  return parseJson(readText(path), schema, path);
}

/** A whole text file; throws a UserError that names it where it cannot be read. */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UserError(`${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

/** Writes a JSON file for people to read: whole or not at all. */
export function writeJson(path: string, value: unknown): void {
  writeWhole(path, `${JSON.stringify(value, null, 2)}\n`);
}
