import { cpus } from 'node:os';
import { projectCommit } from '../files/project-version.js';
import { type DeviceRecord, deviceRecord, engineVersion, peakMemory } from '../tensor/index.js';

/** What a stage was trained with; kept for the record, no part of its identity. */
export interface Environment extends DeviceRecord {
  /** As `projectCommit` gives it. */
  readonly commit: string | null;
  readonly libtorch: string;
  readonly node: string;
  readonly cpu: string;
  readonly device: string;
  readonly threads: number;
  readonly seconds: number;
  /** Most bytes that tensors took on the device since `resetPeakMemory`. */
  readonly peakBytes: number;
  /** Most bytes of this process in the machine's memory since it began, earlier seeds included. */
  readonly peakResidentBytes: number;
}

/** The environment of this process. */
export function environment(how: Pick<Environment, 'device' | 'threads' | 'seconds'>): Environment {
  return {
    commit: projectCommit(),
    libtorch: engineVersion(),
    node: process.version,
    cpu: cpus()[0]?.model ?? 'unknown',
    ...how,
    ...deviceRecord(how.device),
    peakBytes: peakMemory(how.device),
    peakResidentBytes: process.resourceUsage().maxRSS * 1024,
  };
}
