import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the clone. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** Where the addon, its stamp, the lock and the logs lie; ignored by git. */
export const buildFolder = join(root, 'native', 'build');

/** A path as a person in the clone would type it. */
export function shown(path) {
  const inside = relative(root, path);
  return inside.startsWith('..') ? path : inside;
}

/** Writes a whole JSON file or nothing: to a temporary name in the same folder, renamed. */
export function writeJson(path, value) {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, `${JSON.stringify(value, null, 2)}\n`);
  renameSync(temporary, path);
}
