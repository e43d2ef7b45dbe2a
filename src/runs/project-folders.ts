import { existsSync, readFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { storedStages, storeFiles } from './store/stage-folders.js';

/** Names of the folders in a project that commands write to. */
export type ProjectFolder = 'runs' | 'figures';

const found = new Map<string, string>();

/**
 * The folder of all runs or figures where none is named, from the working folder: in the nearest
 * folder, from the working one upwards, that has `runs` made by credence; else in the nearest with a
 * package.json that names credence; else in the working folder. Looks no further than the home
 * folder and that of temporary files.
 */
export function projectFolderOf(name: ProjectFolder, from = process.cwd()): string {
  const root = found.get(from) ?? projectRoot(from);
  found.set(from, root);
  return join(relative(from, root), name);
}

function projectRoot(from: string): string {
  const levels = levelsAbove(from);
  return levels.find(hasRuns) ?? levels.find(namesCredence) ?? from;
}

function levelsAbove(from: string): string[] {
  const levels = [resolve(from)];
  const ends = new Set([homedir(), tmpdir()]);
  for (;;) {
    const above = dirname(levels.at(-1) ?? from);
    if (levels.includes(above) || ends.has(above)) return levels;
    levels.push(above);
  }
}

function hasRuns(folder: string): boolean {
  const runs = join(folder, 'runs');
  const text = join(runs, storeFiles.readme);
  if (!existsSync(runs)) return false;
  return existsSync(text)
    ? readFileSync(text, 'utf8').startsWith('Results of credence')
    : storedStages(runs).length > 0;
}

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

// By hand, since every command and its help looks here, and a schema takes longer to load.
function namesCredence(folder: string): boolean {
  const path = join(folder, 'package.json');
  if (!existsSync(path)) return false;
  try {
    const { name, dependencies, devDependencies } = record(JSON.parse(readFileSync(path, 'utf8')));
    const lists = [dependencies, devDependencies].map(record);
    return name === 'credence' || lists.some((one) => Object.hasOwn(one, 'credence'));
  } catch {
    // Another program's file, which it may write as it likes.
    return false;
  }
}
