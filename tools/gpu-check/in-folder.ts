import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs `body` with a new folder, which is removed afterwards. */
export function inFolder<T>(body: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'credence-gpu-check-'));
  try {
    return body(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
