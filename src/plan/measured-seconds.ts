import { cpus } from 'node:os';
import { UserError } from '../errors/user-error.js';
import type { Experiment } from '../experiment/experiment.js';
import { environmentOf } from '../runs/environment-record.js';
import { experimentStatus, type SeedStatus } from '../runs/status.js';

/** What the finished seeds of an experiment took on this machine. */
export interface MeasuredSeconds {
  /** The mean of a seed, training and testing. */
  readonly oneSeed: number;
  /** How many seeds that is of. */
  readonly seeds: number;
}

/**
 * What finished seeds took on a device of this machine; null where none is finished, or none was
 * trained here. Seeds that ran side by side count as they were, each slower than by itself.
 */
export function measuredSeconds(
  experiment: Experiment,
  runsFolder: string,
  device: string,
): MeasuredSeconds | null {
  const seconds = statusOf(experiment, runsFolder).flatMap(({ stages }) =>
    stages.every(({ state, folder }) => state === 'finished' && isOfHere(folder, device))
      ? [stages.reduce((sum, stage) => sum + (stage.seconds ?? 0), 0)]
      : [],
  );
  if (seconds.length === 0) return null;
  const sum = seconds.reduce((total, one) => total + one, 0);
  return { oneSeed: sum / seconds.length, seeds: seconds.length };
}

/** None where the experiment's files are not here, so that its stages cannot be looked for. */
function statusOf(experiment: Experiment, runsFolder: string): readonly SeedStatus[] {
  try {
    return experimentStatus(experiment, runsFolder);
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}

function isOfHere(folder: string, device: string): boolean {
  try {
    const made = environmentOf(folder);
    return made !== null && made.cpu === cpus()[0]?.model && made.device === device;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}
