import { matrixRatesOrReason } from '../doctor/matrix-rate.js';
import type { Experiment } from '../experiment/experiment.js';
import { costOf, type ExperimentCost } from '../plan/cost.js';
import { jobsWithRoom } from '../runs/local-executor.js';
import { roundDuration } from '../terminal/duration.js';
import { counted } from '../text/counted.js';
import { ensureCheckpoint } from './ensure-checkpoint.js';
import type { RunOptions } from './run-experiment.js';

/** What a dry run says of an experiment beside its plan. */
export interface Forecast {
  /** Of tokens and lengths, a sentence each. */
  readonly notes: readonly string[];
  /** Null where the size of model or data is not known. */
  readonly cost: ExperimentCost | null;
  /** Runs at a time. */
  readonly jobs: number;
}

/**
 * What a run would meet and how long it would take, without training: model, tokenizer and texts are
 * looked at where the checkpoint is on this machine. Without the engine there is no more than a note
 * that says so. Throws a UserError for what would end every run.
 */
export async function forecast(
  experiment: Experiment,
  { runs, jobs: wanted, execution: { threads } }: RunOptions,
): Promise<Forecast> {
  const rates = await matrixRatesOrReason();
  if (typeof rates === 'string') {
    const jobs = jobsWithRoom({ jobs: wanted, threads, device: 'cpu', room: null });
    return { notes: [`time and memory are not known: ${rates}`], jobs, cost: null };
  }
  const isHere = await ensureCheckpoint(experiment, { fetches: false });
  const { rehearse } = await import('../runs/learners/rehearsal.js');
  const [seed = 0] = experiment.seeds.first;
  const onCpu = rates.device === 'cpu';
  const { notes, runsAtATime } = isHere
    ? rehearse(experiment, seed, { onCpu })
    : { notes: [], runsAtATime: null };
  const { device } = rates;
  const jobs = jobsWithRoom({ jobs: wanted, threads, device, room: runsAtATime });
  return { notes, jobs, cost: costOf(experiment, { rates, jobs, runs }) };
}

/** A forecast for a person, a sentence a line. */
export function forecastLines({ notes, cost, jobs }: Forecast): string[] {
  if (cost === null) return [...notes];
  const { oneSeed, all, measured } = cost;
  const basis = measured === 0 ? 'an estimate' : `by ${counted(measured, 'finished seed')}`;
  return [
    ...notes,
    `time: about ${roundDuration(oneSeed)} a seed, ${roundDuration(all)} for all seeds, ` +
      `${jobs} at a time (${basis})`,
  ];
}
