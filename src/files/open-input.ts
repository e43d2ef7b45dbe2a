import { openSync, type Stats, statSync } from 'node:fs';
import { UserError } from '../errors/user-error.js';
import { reasonOf } from './file-errors.js';

/** What a path is that is no regular file; null of one that is. */
export function otherKind(stats: Stats): string | null {
  if (stats.isFile()) return null;
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a pipe';
  return stats.isSocket() ? 'a socket' : 'a device';
}

/**
 * Opens a file to read. A UserError that names it and says why where it cannot be read or is no
 * regular file: pipes and devices might never give anything, or never end. Its cause has the reason
 * alone.
 *
 * @param hint what the message ends in
 */
export function openInput(
  path: string,
  hint = '',
): { readonly descriptor: number; readonly bytes: number } {
  try {
    const stats = statSync(path);
    const kind = otherKind(stats);
    if (kind === 'a folder') throw new Error('it is a folder');
    if (kind !== null)
      throw new Error(`it is ${kind}, not a file: write what it gives to a file first`);
    return { descriptor: openSync(path, 'r'), bytes: stats.size };
  } catch (cause) {
    throw new UserError(`cannot read ${path}: ${reasonOf(cause)}${hint}`, { cause });
  }
}
