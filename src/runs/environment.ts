import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

/** What a stage was trained with; kept for the record, no part of its identity. */
export interface Environment {
  /**
   * The commit of this project's files, with `-changed` where they differ from it; null outside a
   * git checkout.
   */
  readonly commit: string | null;
  readonly libtorch: string;
  readonly node: string;
  readonly cpu: string;
  readonly device: string;
  readonly threads: number;
  readonly seconds: number;
}

function git(...command: string[]): string | null {
  try {
    const options = {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      encoding: 'utf8',
    } as const;
    return execFileSync('git', command, { ...options, stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return null;
  }
}

/** The environment of this process. */
export function environment(
  engine: Pick<Environment, 'libtorch' | 'device' | 'threads' | 'seconds'>,
): Environment {
  const commit = git('rev-parse', 'HEAD');
  const changed = commit !== null && git('status', '--porcelain', '--untracked-files=no') !== '';
  return {
    commit: commit === null ? null : `${commit}${changed ? '-changed' : ''}`,
    node: process.version,
    cpu: cpus()[0]?.model ?? 'unknown',
    ...engine,
  };
}
