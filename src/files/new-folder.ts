import { readdirSync } from 'node:fs';
import { UserError } from '../errors/user-error.js';
import { codeOf } from './file-errors.js';
import { checkWritable } from './writable.js';

/** Names that a message lists of a folder. */
const mostNames = 3;

/**
 * Throws a UserError unless a folder can be written to and has nothing in it that would be written
 * over, or lie beside what is written as if it belonged there: it is missing, or empty.
 *
 * @param option what named it, such as `--out`; begins the message
 */
export function checkNewFolder(folder: string, option: string): void {
  const names = namesIn(folder);
  if (names.length === 0) {
    checkWritable(folder);
    return;
  }
  const more = names.length - mostNames;
  const listed = `${names.slice(0, mostNames).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  throw new UserError(
    `${option} ${folder} is not empty (${listed}): name a new folder, or remove what is in it first`,
  );
}

/** None where there is no such folder, or what is there is a file: then it cannot be written to. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw error;
  }
}
