import { readFileSync } from 'node:fs';
import { UserError } from '../errors/user-error.js';
import { reasonOf } from './file-errors.js';

/** A whole file; a UserError that names it and says why where it cannot be read. */
export function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new UserError(`cannot read ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

/** A whole text file (UTF-8). Errors: `readBytes`. */
export function readText(path: string): string {
  return readBytes(path).toString('utf8');
}
