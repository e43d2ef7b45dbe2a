import type { Execution } from '../../experiment/execution.js';
import { parseDevices } from '../../text/device-name.js';

/** Seeds that are trained as one program at most, unless more are asked for. */
const mostSeeds = 8;

/**
 * Parameters of the models of one program at most, unless more are asked for. Computed, not measured
 * on a GPU: a step starts about 1,000 kernels at 10 microseconds each, 10 ms whatever the model's
 * size. 40 million parameters that read 8,000 tokens do 2e12 operations, for which a GPU of 2e14 a
 * second needs as long. Below, it waits for the host, and another seed is almost for nothing; above,
 * it is the GPU that is busy.
 */
const mostParameters = 4e7;

/** What decides how many seeds are trained as one program. */
export interface SeedsWanted {
  readonly execution: Pick<Execution, 'batchSeeds' | 'device'>;
  /** Of the model; null where they are not known. */
  readonly parameters: number | null;
  /** How many are to be trained, and by how many workers at a time. */
  readonly seeds: number;
  readonly workers: number;
}

/**
 * How many seeds one worker trains as one program: as was asked, else as many as are worth it. On a
 * processor that is 1: a product of many small matrices is no faster there than one after the other
 * (docs/gpu.md).
 */
export function seedsTogether({ execution, parameters, seeds, workers }: SeedsWanted): number {
  const share = Math.max(1, Math.ceil(seeds / workers));
  const { batchSeeds, device } = execution;
  if (batchSeeds !== null) return Math.min(batchSeeds, share);
  const isOnDevice = parseDevices(device)?.[0]?.kind === 'accelerator';
  if (!isOnDevice || parameters === null) return 1;
  return Math.min(Math.max(1, Math.floor(mostParameters / parameters)), mostSeeds, share);
}
