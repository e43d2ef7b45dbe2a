import { createHash, type Hash } from 'node:crypto';
import { closeSync, readSync, statSync } from 'node:fs';
import { openInput } from './open-input.js';

const known = new Map<string, string>();

/**
 * As `sha256OfFile`, but a file of the same size and time is read once in a process: for checkpoints
 * of many gigabytes that nobody writes meanwhile.
 */
export function sha256OfInput(path: string): string {
  const { size, mtimeMs } = statSync(path);
  const key = `${path}\n${size}\n${mtimeMs}`;
  const hash = known.get(key) ?? sha256OfFile(path);
  known.set(key, hash);
  return hash;
}

/** The SHA-256 of a file's content in hexadecimal digits, read piece by piece. */
export function sha256OfFile(path: string): string {
  const hashing = sha256InPieces(path);
  for (;;) {
    const { done, value } = hashing.next();
    if (done) return value;
  }
}

/** As `sha256OfFile`, yielding the bytes of each piece when it has been read. */
export const sha256InPieces = (path: string): Generator<number, string> =>
  hashInPieces(path, () => createHash('sha256'));

/**
 * The hash of a file in hexadecimal digits, of the kind that `begin` makes for one of so many bytes;
 * yields the bytes of each piece when it has been read. Errors: as `openInput`.
 */
export function* hashInPieces(
  path: string,
  begin: (bytes: number) => Hash,
): Generator<number, string> {
  const { descriptor: file, bytes: size } = openInput(path);
  const hash = begin(size);
  try {
    // No larger than the file: of many small ones, clearing the memory would take longest.
    const chunk = Buffer.alloc(Math.min(1 << 20, size + 1));
    for (let bytes = readSync(file, chunk); bytes > 0; bytes = readSync(file, chunk)) {
      hash.update(chunk.subarray(0, bytes));
      yield bytes;
    }
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
}

/** The SHA-256 of bytes in hexadecimal digits. */
export function sha256OfBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
