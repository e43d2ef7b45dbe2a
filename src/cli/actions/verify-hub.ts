import { basename, dirname } from 'node:path';
import { verifyCache } from '../../hub/blobs.js';
import { fetchCommand, hubSettings } from '../../hub/names.js';
import { showingBytes } from '../../terminal/reading-progress.js';
import { outputWidth, print, printJson } from '../../terminal/terminal.js';
import { wrapped } from '../../terminal/wrapped.js';
import { bytesText } from '../../text/bytes.js';
import { counted } from '../../text/counted.js';
import { damagedStatus } from '../exit-status.js';

/** The name of a repository by the path of a blob in the cache. */
const repositoryOf = (blob: string): string =>
  basename(dirname(dirname(blob)))
    .replace(/^models--/, '')
    .replace('--', '/');

/** Compares the files of the hub's cache with the checksums that they are named by. */
export async function verifyHub({ json }: { readonly json?: true | undefined }): Promise<void> {
  const { cache } = hubSettings();
  const { blobs, bytes, damaged } = showingBytes('verified', verifyCache(cache));
  if (damaged.length > 0) process.exitCode = damagedStatus;
  const faults = damaged.map(({ path, bytes: size }) => ({
    folder: dirname(path),
    what: `${path} is damaged: its ${size} bytes do not have the checksum in its name`,
    remedy: `to fetch it again: rm ${path}, then ${fetchCommand(repositoryOf(path), 'main')}`,
  }));
  if (json) {
    printJson({ version: 1, cache, blobs, bytes, faults });
    return;
  }
  const width = outputWidth();
  for (const { what, remedy } of faults)
    print(...wrapped(what, width), ...wrapped(remedy, width - 2).map((line) => `  ${line}`));
  const all = `${counted(blobs, 'file')}, ${bytesText(bytes)}`;
  const verdict =
    faults.length === 0
      ? `Every file in ${cache} has the checksum of its name: ${all}.`
      : `${counted(faults.length, 'file')} damaged in ${cache} (${all}).`;
  print(...wrapped(verdict, width));
}
