import { cpus } from 'node:os';
import { projectCommit } from '../files/project-version.js';

/** What a stage was trained with; kept for the record, no part of its identity. */
export interface Environment {
  /** As `projectCommit` gives it. */
  readonly commit: string | null;
  readonly libtorch: string;
  readonly node: string;
  readonly cpu: string;
  readonly device: string;
  readonly threads: number;
  readonly seconds: number;
}

/** The environment of this process. */
export function environment(
  engine: Pick<Environment, 'libtorch' | 'device' | 'threads' | 'seconds'>,
): Environment {
  return {
    commit: projectCommit(),
    node: process.version,
    cpu: cpus()[0]?.model ?? 'unknown',
    ...engine,
  };
}
