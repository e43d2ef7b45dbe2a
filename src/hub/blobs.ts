import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isFolder } from '../files/folders.js';
import { hashInPieces } from '../files/hash.js';
import { writeWhole } from '../files/write-whole.js';
import type { ReadSoFar } from '../terminal/reading-progress.js';

/** Names of blobs: the SHA-256 of a large file, git's SHA-1 of a small one. */
const blobName = /^([0-9a-f]{64}|[0-9a-f]{40})$/;

/** A file of the hub's cache that is not what its name says. */
export interface DamagedBlob {
  readonly path: string;
  readonly bytes: number;
}

/** Compares every blob in the hub's cache with the checksum that its name is. */
export function* verifyCache(
  cache: string,
): Generator<
  ReadSoFar,
  { readonly blobs: number; readonly bytes: number; readonly damaged: readonly DamagedBlob[] }
> {
  const repositories = isFolder(cache)
    ? readdirSync(cache).filter((name) => name.startsWith('models--'))
    : [];
  const blobs = repositories.sort().flatMap((name) => {
    const folder = join(cache, name, 'blobs');
    if (!isFolder(folder)) return [];
    return readdirSync(folder)
      .filter((one) => blobName.test(one))
      .map((one) => join(folder, one));
  });
  const total = blobs.reduce((sum, path) => sum + statSync(path).size, 0);
  const damaged: DamagedBlob[] = [];
  let bytes = 0;
  for (const path of blobs) {
    const hashing = checksumInPieces(path);
    for (;;) {
      const { done, value } = hashing.next();
      if (done) {
        if (value !== basename(path)) damaged.push({ path, bytes: statSync(path).size });
        break;
      }
      bytes += value;
      yield { bytes, total };
    }
  }
  return { blobs: blobs.length, bytes, damaged };
}

/**
 * The files of a snapshot in the hub's cache whose blobs are not what their names say. A blob is read
 * once, and again where its size or time changes; a file that is no link to a blob is left out.
 */
export function damagedFiles(snapshot: string): string[] {
  return readdirSync(snapshot).filter((name) => !isIntact(join(snapshot, name)));
}

/** Whether a file of a snapshot has the content that the name of its blob says. */
export function isIntact(link: string): boolean {
  if (!existsSync(link)) return true;
  const blob = realpathSync(link);
  if (!blobName.test(basename(blob)) || basename(dirname(blob)) !== 'blobs') return true;
  const { size, mtimeMs } = statSync(blob);
  const stamp = `${size} ${mtimeMs}\n`;
  const noted = stampOf(blob);
  if (existsSync(noted) && readFileSync(noted, 'utf8') === stamp) return true;
  if (checksumOf(blob) !== basename(blob)) return false;
  try {
    writeWhole(noted, stamp);
  } catch {
    // A shared cache may be read-only: then it is read each time.
  }
  return true;
}

/** Removes a file of a snapshot and its blob, so that it is fetched anew. */
export function removeDamaged(link: string): void {
  const blob = realpathSync(link);
  for (const path of [stampOf(blob), blob, link]) rmSync(path, { force: true });
}

/** Where it is noted that a blob was found to be whole. */
function stampOf(blob: string): string {
  const repository = dirname(dirname(blob));
  return join(dirname(repository), '.locks', basename(repository), `${basename(blob)}.whole`);
}

function checksumOf(path: string): string {
  const hashing = checksumInPieces(path);
  for (;;) {
    const { done, value } = hashing.next();
    if (done) return value;
  }
}

/** The checksum of a blob's content, of the kind that its name is; yields the bytes of each piece. */
const checksumInPieces = (path: string): Generator<number, string> =>
  hashInPieces(path, (bytes) =>
    basename(path).length === 64
      ? createHash('sha256')
      : createHash('sha1').update(`blob ${bytes}\0`),
  );
