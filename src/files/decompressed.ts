import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../errors/user-error.js';
import { reasonOf } from './file-errors.js';
import { openInput } from './open-input.js';

/**
 * Runs `read` on an open file and closes it; of a file that ends in `.gz` it reads what is
 * compressed there, by way of a temporary file. What cannot be opened or decompressed is a
 * UserError, whose message ends in `hint`.
 */
export function withFile<T>(file: string, hint: string, read: (descriptor: number) => T): T {
  const { descriptor } = openInput(file, hint);
  try {
    if (!file.endsWith('.gz')) return read(descriptor);
    return decompressed(descriptor, file, read);
  } finally {
    closeSync(descriptor);
  }
}

/** Node decompresses a stream only while nothing waits for it, so another process does. */
const decompressor = `
const { pipeline } = require('node:stream');
const { createGunzip } = require('node:zlib');
pipeline(process.stdin, createGunzip(), process.stdout, (error) => {
  if (!error) return;
  process.stderr.write(error.code === 'ENOSPC' ? 'the disk of TMPDIR is full' : error.message);
  process.exitCode = 1;
});`;

function decompressed<T>(compressed: number, file: string, read: (descriptor: number) => T): T {
  const { folder, plain } = temporaryFile(file);
  try {
    const { status, signal, error, stderr } = spawnSync(process.execPath, ['-e', decompressor], {
      stdio: [compressed, plain, 'pipe'],
      encoding: 'utf8',
    });
    if (status !== 0) {
      const why = error?.message ?? (stderr === '' ? `its process ended by ${signal}` : stderr);
      throw new UserError(`${file} cannot be decompressed: ${why}`);
    }
    return read(plain);
  } finally {
    closeSync(plain);
    rmSync(folder, { recursive: true });
  }
}

/** A folder of our own in the system's for temporary files, and an empty file there. */
function temporaryFile(file: string): { readonly folder: string; readonly plain: number } {
  try {
    const folder = mkdtempSync(join(tmpdir(), 'credence-'));
    return { folder, plain: openSync(join(folder, 'plain'), 'w+') };
  } catch (error) {
    throw new UserError(
      `${file} cannot be decompressed, as there can be no temporary file in ${tmpdir()}: ` +
        `${reasonOf(error)}; set TMPDIR to a folder with room for it, or decompress it yourself`,
      { cause: error },
    );
  }
}
