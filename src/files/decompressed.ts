import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../errors/user-error.js';
import { reasonOf } from './file-errors.js';

/**
 * Runs `read` on an open file and closes it; of a file that ends in `.gz` it reads what is
 * compressed there, by way of a temporary file. What cannot be opened or decompressed is a
 * UserError, whose message ends in `hint`.
 */
export function withFile<T>(file: string, hint: string, read: (descriptor: number) => T): T {
  const descriptor = open(file, hint);
  try {
    if (!file.endsWith('.gz')) return read(descriptor);
    return decompressed(descriptor, file, read);
  } finally {
    closeSync(descriptor);
  }
}

function open(file: string, hint: string): number {
  try {
    if (statSync(file).isDirectory()) throw new Error('it is a folder');
    return openSync(file, 'r');
  } catch (error) {
    throw new UserError(`cannot read ${file}: ${reasonOf(error)}${hint}`, { cause: error });
  }
}

/** Node decompresses a stream only while nothing waits for it, so another process does. */
const decompressor = `
const { pipeline } = require('node:stream');
const { createGunzip } = require('node:zlib');
pipeline(process.stdin, createGunzip(), process.stdout, (error) => {
  if (!error) return;
  process.stderr.write(error.message);
  process.exitCode = 1;
});`;

function decompressed<T>(compressed: number, file: string, read: (descriptor: number) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'credence-'));
  const plain = openSync(join(folder, 'plain'), 'w+');
  try {
    const stdio = [compressed, plain, 'pipe'] as const;
    const { status, stderr } = spawnSync(process.execPath, ['-e', decompressor], {
      stdio: [...stdio],
      encoding: 'utf8',
    });
    if (status !== 0) throw new UserError(`${file} cannot be decompressed: ${stderr}`);
    return read(plain);
  } finally {
    closeSync(plain);
    rmSync(folder, { recursive: true });
  }
}
