import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the clone, or of the installed package. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** Whether `root` is a clone. A package comes compiled, and npm has installed what it needs. */
export const isClone = existsSync(join(root, 'tsconfig.json'));

/** The package as npx was given it, where it lies in the folder that npx keeps for that. */
function givenToNpx() {
  const path = join(root, '..', '..', 'package.json');
  if (!existsSync(path)) return undefined;
  return JSON.parse(readFileSync(path, 'utf8'))._npx?.packages?.[0];
}

/** What a person types to set up, or to set up again. */
export const setupCommand = isClone ? 'npm run setup' : `npx ${givenToNpx() ?? 'credence'} setup`;

/** The folder that paths which a person types are relative to. */
export const workingFolder = isClone ? root : process.cwd();

/** Where the addon, its stamp, the lock and the logs lie; ignored by git. */
export const buildFolder = join(root, 'native', 'build');

/** A path inside `root` without it, with slashes. */
export const withinRoot = (path) => relative(root, path);

/** A path as a person would type it in the clone, or where the package is used. */
export function shown(path) {
  const inside = relative(workingFolder, path);
  return inside.startsWith('..') ? path : inside;
}

/** Writes a whole JSON file or nothing: to a temporary name in the same folder, renamed. */
export function writeJson(path, value) {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, `${JSON.stringify(value, null, 2)}\n`);
  renameSync(temporary, path);
}
