import { openSync, type Stats, statSync } from 'node:fs';

/** What a path can be that is no file, and could keep a reader waiting for ever. */
function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a pipe';
  if (stats.isSocket()) return 'a socket';
  return 'a device';
}

/**
 * Opens a file to read. An Error for what is no regular file: a folder, and what might never end,
 * such as a pipe or a device; those of the file system otherwise. `reasonOf` has the words of both.
 */
export function openInput(path: string): { readonly descriptor: number; readonly bytes: number } {
  const stats = statSync(path);
  if (!stats.isFile()) {
    const kind = kindOf(stats);
    const remedy = kind === 'a folder' ? '' : ', not a file: write what it gives to a file first';
    throw new Error(`it is ${kind}${remedy}`);
  }
  return { descriptor: openSync(path, 'r'), bytes: stats.size };
}
