import { availableParallelism } from 'node:os';
import type { Dataset } from '../data/dataset.js';
import type { Execution } from '../experiment/execution.js';
import type { Experiment } from '../experiment/experiment.js';
import { operationsOfStep } from './experiment-cost.js';

/** What an experiment is trained on. */
export interface ChosenDevices {
  /** `cpu`, or one or several of `cuda:N`, with a comma between them. */
  readonly device: string;
  /** Each with its card, or why it is the processor: `cpu: libtorch has no CUDA`. */
  readonly said: string;
}

/**
 * A core does about so many operations of matrix products a second, and a step on a GPU takes so
 * many seconds however small it is: about 1,000 kernels of 10 microseconds.
 */
const ratePerCore = 5e10;
const secondsOfKernels = 0.01;

/**
 * The least operations of a step for which a GPU is faster than so many cores that train a seed
 * each: what they do in the time that its kernels need to be started.
 */
export const leastForGpu = (cores: number): number => cores * ratePerCore * secondsOfKernels;

/** What `auto` knows of an experiment and this machine. */
export interface DeviceChoice {
  /** Of a step of training; null where they are not known. */
  readonly operations: number | null;
  /** Cores that all seeds together would take. */
  readonly cores: number;
  /** Why there is no GPU, in words; null where there is one. */
  readonly lack: string | null;
  /** Of the first GPU; null where the driver says none. */
  readonly card: string | null;
}

/**
 * What `auto` means: the first GPU, but the processor where there is none or where a step is so
 * little work (`leastForGpu`) that the cores together are faster. The same experiment on the same
 * machine always gets the same.
 */
export function automaticDevice({ operations, cores, lack, card }: DeviceChoice): ChosenDevices {
  if (lack !== null) return { device: 'cpu', said: `cpu: ${lack}` };
  const least = leastForGpu(cores);
  if (operations !== null && operations < least) {
    const billions = (count: number) => (count / 1e9).toPrecision(2);
    const work = `${billions(operations)} of at least ${billions(least)} billion operations`;
    const said =
      `cpu: a step is too little work for a GPU (${work} that ${cores} cores do while its kernels ` +
      'are started); --device cuda:0 takes it';
    return { device: 'cpu', said };
  }
  return { device: 'cuda:0', said: named('cuda:0', card) };
}

const named = (device: string, card: string | null): string =>
  card === null ? device : `${device}: ${card}`;

/**
 * The devices that an experiment is trained on as its execution says. Throws a UserError where one
 * is not there or the engine is not built.
 *
 * @param built the data of a seed, where they are at hand; null of images
 */
export async function chosenDevices(
  experiment: Experiment,
  { device, threads }: Pick<Execution, 'device' | 'threads'>,
  built?: Dataset | null,
): Promise<ChosenDevices> {
  const { deviceRecord, lackOfCuda, resolveDevices } = await import('../tensor/index.js');
  const cardOf = (one: string): string | null => deviceRecord(one).card;
  if (device !== 'auto') {
    const devices = resolveDevices(device);
    const said = devices.map((one) => named(one, cardOf(one)));
    return { device: devices.join(','), said: said.join(', ') };
  }
  const lack = lackOfCuda();
  const seeds = experiment.seeds.first.length;
  return automaticDevice({
    operations: lack === null ? operationsOfStep(experiment, built) : null,
    cores: Math.max(1, Math.min(availableParallelism(), seeds * threads)),
    lack,
    card: lack === null ? cardOf('cuda:0') : null,
  });
}
