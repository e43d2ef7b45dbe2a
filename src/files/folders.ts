import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Whether a path is a folder, itself or by a link. */
export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/**
 * Makes a folder and those above it that are missing, and gives back the ones made, the outermost
 * first. Level by level, because Node 20's `recursive` never ends under /proc.
 */
export function makeFolder(path: string): string[] {
  const missing: string[] = [];
  for (let level = resolve(path); !existsSync(level); level = dirname(level)) missing.push(level);
  return missing.reverse().filter(makeLevel);
}

/** Whether this call made the folder; another process may be quicker. */
function makeLevel(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if (isFolder(folder)) return false;
    throw error;
  }
}
