import { isUtf8 } from 'node:buffer';
import { closeSync, readSync } from 'node:fs';
import { UserError } from '../errors/user-error.js';
import { grouped } from '../text/grouped.js';
import { reasonOf } from './file-errors.js';
import { openInput } from './open-input.js';
import { brokenLines } from './text-encoding.js';

/** Bytes of the longest text that JavaScript can hold. */
const longestText = 2 ** 29 - 24;

/**
 * A whole file of at most `most` bytes; a UserError that names it and says why where it cannot be
 * read, is longer, or is no regular file.
 */
export function readBytes(path: string, most = longestText): Buffer {
  const { descriptor, bytes } = openInput(path);
  try {
    return readAll(descriptor, bytes, most);
  } catch (error) {
    throw new UserError(`cannot read ${path}: ${reasonOf(error)}`, { cause: error });
  } finally {
    closeSync(descriptor);
  }
}

/** Reads to the end, whatever length the system gave: that of some files in /proc is 0. */
function readAll(descriptor: number, length: number, most: number): Buffer {
  const tooLong = (bytes: string) =>
    new Error(`it has ${bytes} bytes, and at most ${grouped(most)} are read`);
  if (length > most) throw tooLong(grouped(length));
  let bytes = Buffer.allocUnsafe(length + 1);
  let filled = 0;
  for (;;) {
    const read = readSync(descriptor, bytes, filled, bytes.length - filled, filled);
    if (read === 0) return bytes.subarray(0, filled);
    filled += read;
    if (filled > most) throw tooLong(`over ${grouped(most)}`);
    if (filled === bytes.length) bytes = Buffer.concat([bytes, Buffer.allocUnsafe(filled)]);
  }
}

/**
 * A whole text file, which has to be UTF-8: a UserError that names the first line that is not.
 * Errors: `readBytes`.
 */
export function readText(path: string, most = longestText): string {
  const bytes = readBytes(path, most);
  // No text of bytes begins so, but one of UTF-16 does, with a mark or, in Latin letters, without.
  if (/^(fffe|feff|00..|..00)/.test(bytes.toString('hex', 0, 2)))
    throw new UserError(`${path} is UTF-16: save it as UTF-8`);
  if (isUtf8(bytes)) return bytes.toString('utf8');
  const { line, offset } = brokenLines(bytes);
  throw new UserError(
    `${path}, line ${line} (from byte ${offset}): not valid UTF-8; save it as UTF-8`,
  );
}
