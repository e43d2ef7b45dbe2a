import { basename } from 'node:path';
import { UserError } from '../errors/user-error.js';
import { reasonOf } from './file-errors.js';
import { sha256OfInput } from './hash.js';

/**
 * A file's content as it enters an identity: the SHA-256. A UserError names `what` cannot be read and
 * ends in `hint`.
 */
export function contentOf(path: string, what: string, hint = ''): string {
  try {
    return sha256OfInput(path);
  } catch (error) {
    const cause = error instanceof UserError ? error.cause : error;
    throw new UserError(`${what} ${path} cannot be read: ${reasonOf(cause)}${hint}`, { cause });
  }
}

/** Several files: they count by their names and content, wherever they lie. */
export function contentsOf(files: readonly string[], what: string): [string, string][] {
  return files.map((file) => [basename(file), contentOf(file, what)]);
}
