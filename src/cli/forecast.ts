import type { Dataset } from '../data/dataset.js';
import { measureMatrixRates } from '../doctor/matrix-rate.js';
import { orReason } from '../errors/or-reason.js';
import type { Experiment } from '../experiment/experiment.js';
import { otherStageOf } from '../experiment/models/kinds.js';
import { chosenDevices } from '../plan/chosen-devices.js';
import { costOf, type ExperimentCost } from '../plan/cost.js';
import { readAtStart } from '../runs/folder.js';
import { jobsWithRoom } from '../runs/local-executor.js';
import { seedsTogether } from '../runs/together/seeds-together.js';
import { roundDuration } from '../terminal/duration.js';
import { counted } from '../text/counted.js';
import { ensureCheckpoint } from './ensure-checkpoint.js';
import type { RunOptions } from './run-experiment.js';

/** What a dry run says of an experiment beside its plan. */
export interface Forecast {
  /** Of devices, tokens and lengths, a sentence each. */
  readonly notes: readonly string[];
  /** Null where the size of model or data is not known. */
  readonly cost: ExperimentCost | null;
  /** Runs at a time. */
  readonly jobs: number;
  /** Seeds that a worker trains as one program, at most. */
  readonly batchSeeds: number;
  /** Numbers of the model; null where they are not known. */
  readonly parameters: number | null;
}

/**
 * What a run would meet and how long it would take, without training: model, tokenizer and texts are
 * looked at where the checkpoint is on this machine. Without the engine there is no more than a note
 * that says so. Throws a UserError for what would end every run.
 *
 * @param dataset the data of a seed; null of images
 */
export async function forecast(
  experiment: Experiment,
  dataset: Dataset | null,
  { runs, jobs: wanted, execution, cluster }: RunOptions,
): Promise<Forecast> {
  const { threads } = execution;
  if (cluster) {
    const notes = [
      `trains on ${cluster.devices(execution.device).said}`,
      'time and memory of its nodes are not known here',
    ];
    return { notes, jobs: 1, batchSeeds: 1, parameters: null, cost: null };
  }
  const chosen = await orReason(() => chosenDevices(experiment, execution, dataset));
  const [first] = typeof chosen === 'string' ? [] : chosen.device.split(',');
  const rates =
    typeof chosen === 'string' ? chosen : await orReason(() => measureMatrixRates(first));
  if (typeof rates === 'string' || typeof chosen === 'string') {
    const jobs = jobsWithRoom({ jobs: wanted, threads, device: 'cpu', room: null });
    const notes = [`time and memory are not known: ${rates}`];
    return { notes, jobs, batchSeeds: execution.batchSeeds ?? 1, parameters: null, cost: null };
  }
  const isHere = await ensureCheckpoint(experiment, { fetches: false });
  const { rehearse } = await import('../runs/learners/rehearsal.js');
  const { checkWords } = await import('../runs/learners/unknown-words.js');
  const [seed = 0, ...others] = experiment.seeds.first;
  const onCpu = rates.device === 'cpu';
  const read = readAtStart(experiment, runs, seed);
  // Of a stage that the same command trains before, nothing is there to look at.
  const { notes, runsAtATime, parameters } =
    isHere && otherStageOf(read.model) === null
      ? rehearse(read, dataset, { seed, onCpu })
      : { notes: [], runsAtATime: null, parameters: null };
  if (isHere) checkWords(others, (one) => readAtStart(experiment, runs, one));
  const { device } = chosen;
  const jobs = jobsWithRoom({ jobs: wanted, threads, device, room: runsAtATime });
  const cost = costOf(experiment, { rates, jobs, runs, dataset });
  const seeds = experiment.seeds.first.length;
  const how = { execution: { ...execution, device }, parameters, seeds, workers: jobs };
  const batchSeeds = seedsTogether(how);
  const together =
    batchSeeds === 1
      ? []
      : [`a worker trains up to ${batchSeeds} seeds as one program (--batch-seeds)`];
  const said = [`trains on ${chosen.said}`, ...together, ...notes];
  return { notes: said, jobs, batchSeeds, parameters, cost };
}

/** A forecast for a person, a sentence a line. */
export function forecastLines({ notes, cost, jobs }: Forecast): string[] {
  if (cost === null) return [...notes];
  const { oneSeed, all, measured, device } = cost;
  const basis =
    measured === 0
      ? `an estimate for ${device}`
      : `by ${counted(measured, 'finished seed')} on ${device}`;
  return [
    ...notes,
    `time: about ${roundDuration(oneSeed)} a seed, ${roundDuration(all)} for all seeds, ` +
      `${jobs} at a time (${basis})`,
  ];
}
