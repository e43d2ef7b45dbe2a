import { cpus, hostname } from 'node:os';
import { instructionSet } from '../files/instruction-set.js';
import { projectCommit, projectVersion } from '../files/project-version.js';
import { type DeviceRecord, deviceRecord, engineVersion, peakMemory } from '../tensor/index.js';
import { commandVariable } from '../terminal/command-line.js';

/** What a stage was trained with; kept for the record, no part of its identity. */
export interface Environment extends DeviceRecord {
  /** The command line, without tokens and passwords; null where none is known. */
  readonly command: string | null;
  readonly credence: string;
  /** As `projectCommit` gives it. */
  readonly commit: string | null;
  readonly libtorch: string;
  readonly node: string;
  readonly cpu: string;
  /** As `instructionSet` gives it. */
  readonly instructionSet: string | null;
  readonly host: string;
  readonly slurmJob: string | null;
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
    command: process.env[commandVariable] ?? null,
    credence: projectVersion(),
    commit: projectCommit(),
    libtorch: engineVersion(),
    node: process.version,
    cpu: cpus()[0]?.model ?? 'unknown',
    instructionSet: instructionSet(),
    host: hostname(),
    slurmJob: process.env.SLURM_JOB_ID ?? null,
    ...how,
    ...deviceRecord(how.device),
    peakBytes: peakMemory(how.device),
    peakResidentBytes: process.resourceUsage().maxRSS * 1024,
  };
}
