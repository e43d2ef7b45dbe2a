import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

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
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return false;
    throw error;
  }
}
