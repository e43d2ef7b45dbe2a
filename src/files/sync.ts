import { closeSync, fsyncSync, openSync } from 'node:fs';
import { codeOf } from './file-errors.js';

/** What says that content did not reach the disk; all else only that the system has no fsync. */
const lost = new Set(['EIO', 'ENOSPC', 'EDQUOT']);

const isLost = (error: unknown): boolean => lost.has(codeOf(error));

/** Waits until an open file's content is on disk, where its file system can say so. */
export function syncFile(file: number): void {
  try {
    fsyncSync(file);
  } catch (error) {
    if (isLost(error)) throw error;
  }
}

/** Makes new names in a folder outlast a loss of power, where its file system can. */
export function syncFolder(folder: string): void {
  try {
    const opened = openSync(folder, 'r');
    try {
      fsyncSync(opened);
    } finally {
      closeSync(opened);
    }
  } catch (error) {
    if (isLost(error)) throw error;
  }
}
