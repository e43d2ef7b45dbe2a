import type { Dataset } from '../data/dataset.js';
import type { MatrixPrecision, MatrixRates } from '../doctor/matrix-rate.js';
import type { Experiment } from '../experiment/experiment.js';
import { readAtStart } from '../runs/folder.js';
import { operationsOf } from './experiment-cost.js';
import { measuredSeconds } from './measured-seconds.js';

/**
 * The share of the measured rate of matrix products that training and testing reach: of models that
 * fit into a processor's cache nearly all; on a GPU a guess.
 */
const reached = (device: string): number => (device === 'cpu' ? 0.9 : 0.5);

/** What an estimate of time rests on. */
export interface CostBasis {
  readonly rates: MatrixRates;
  /** Seeds at a time. */
  readonly jobs: number;
  /** Where finished seeds are looked for, whose time counts more than any estimate. */
  readonly runs: string;
  /** The data of a seed, where they are at hand; else they are built if they are needed. */
  readonly dataset?: Dataset | null;
}

/** About how long an experiment takes. */
export interface ExperimentCost {
  /** Seconds of one first seed. */
  readonly oneSeed: number;
  /** Seconds of all its seeds, so many at a time. */
  readonly all: number;
  /** How many finished seeds of this machine say so; 0: an estimate by operations. */
  readonly measured: number;
  /** What it is for: `cpu` or `cuda:N`. */
  readonly device: string;
}

/** About how long one experiment takes here; null where its size or that of its data is not known. */
export function costOf(experiment: Experiment, basis: CostBasis): ExperimentCost | null {
  const { rates, jobs, runs, dataset } = basis;
  const measured = measuredSeconds(experiment, runs, rates.device);
  const oneSeed = measured?.oneSeed ?? estimated(readAtStart(experiment, runs), rates, dataset);
  if (oneSeed === null) return null;
  const rounds = Math.ceil(experiment.seeds.first.length / jobs);
  const { device } = rates;
  return { oneSeed, all: oneSeed * rounds, measured: measured?.seeds ?? 0, device };
}

function estimated(
  experiment: Experiment,
  { device, rate }: MatrixRates,
  dataset?: Dataset | null,
): number | null {
  const operations = operationsOf(experiment, dataset);
  if (operations === null) return null;
  const seconds = (precision: MatrixPrecision): number =>
    operations[precision] === 0 ? 0 : operations[precision] / rate(precision);
  return (seconds('float32') + seconds('bfloat16')) / reached(device);
}
