import { UserError } from '../../errors/user-error.js';
import { executionOf } from '../../experiment/execution.js';
import type { RunEvent } from '../../runs/events.js';
import { experimentWork, seedsToDo } from '../../runs/work/experiment-work.js';
import type { TrainedExperiment } from '../../study/resolve-study.js';
import { outputWidth, printError } from '../../terminal/terminal.js';
import { wrapped } from '../../terminal/wrapped.js';
import { executionGiven } from '../options.js';
import { runExperiments, Stopped, type Trained } from '../run-experiment.js';
import { clusterOf } from '../slurm/cluster.js';
import { studyNote } from '../store/note-trained.js';
import { merged, type PlannedClaim } from './planned-claims.js';
import type { ReproduceOptions } from './reproduce-options.js';
import { ReproductionClock } from './reproduction-clock.js';

/** An experiment with how the command line has it trained. */
export function trainedHow(
  { experiment, execution }: TrainedExperiment,
  options: ReproduceOptions,
): Trained {
  const { runs, jobs, retries } = options;
  const how = executionOf(execution, executionGiven(options));
  return { experiment, how: { runs, jobs, retries, execution: how } };
}

/**
 * Trains claims in their order, on a cluster and in their quick forms all at once; gives back the errors of those that could
 * not be trained, by number. Throws Stopped after a signal, when it has said how far it is.
 */
export async function trainClaims(
  planned: readonly PlannedClaim[],
  options: ReproduceOptions,
  evaluated: (one: PlannedClaim) => void,
): Promise<ReadonlyMap<number, string>> {
  const failures = new Map<number, string>();
  // Quick forms train for less time than their workers take to start.
  const isTogether = options.on !== undefined || options.quick === true;
  const groups = isTogether ? [planned] : planned.map((one) => [one]);
  const cluster = clusterOf(null, options);
  const clock = clockOf(planned, options);
  const said = new Set<string>();
  for (const [index, group] of groups.entries()) {
    const [one] = group;
    if (one === undefined) continue;
    const messages = new Map<string, string>();
    const observe = (event: RunEvent): void => {
      clock.observe(event);
      if (event.kind === 'failed')
        messages.set(event.experiment, `seed ${event.seed}: ${event.message}`);
    };
    const behind = (): string => clock.left();
    const name = isTogether
      ? 'all claims'
      : `claim ${one.claim.number} (${one.claim.name}), ${index + 1} of ${planned.length}`;
    const note = (): void => {
      for (const { studies } of group)
        for (const { typed, changes, study } of studies)
          studyNote(study, { typed, ...changes }, options.runs)();
    };
    const trained = merged(group).map((experiment) => {
      const { how, ...rest } = trainedHow(experiment, options);
      return { ...rest, how: { ...how, cluster, observe, behind, said, note } };
    });
    try {
      const isWhole = await runExperiments(name, trained);
      if (!isWhole)
        for (const each of group) {
          const failed = openExperiment(each, options.runs);
          if (failed === null) continue;
          const why = messages.get(failed) ?? [...messages.values()][0];
          failures.set(each.claim.number, `${failed}, ${why ?? 'not all seeds are finished'}`);
        }
    } catch (error) {
      if (error instanceof Stopped) sayStopped(group, index, planned.length);
      if (!(error instanceof UserError)) throw error;
      printError(...wrapped(`${name}: ${error.message}`, outputWidth()));
      for (const { claim } of group) failures.set(claim.number, error.message);
    }
    for (const each of group) evaluated(each);
  }
  return failures;
}

/** The name of an experiment of a claim that is not finished; null where all are. */
function openExperiment({ trained }: PlannedClaim, runs: string): string | null {
  const open = trained.find(
    ({ experiment, execution }) =>
      seedsToDo(experimentWork(experiment, runs, executionOf(execution))).length > 0,
  );
  return open?.experiment.name ?? null;
}

function sayStopped(group: readonly PlannedClaim[], done: number, all: number): void {
  const [one] = group;
  if (one === undefined || group.length > 1) return;
  const { number, name } = one.claim;
  printError(
    `Stopped in claim ${number} (${name}): ${done} of ${all} claims are trained. ` +
      '--report-only reports them.',
  );
}

/** A clock that counts runs that are not finished, each by its epochs. */
function clockOf(planned: readonly PlannedClaim[], { runs }: ReproduceOptions): ReproductionClock {
  const open = merged(planned).flatMap(({ experiment, execution }) => {
    const work = experimentWork(experiment, runs, executionOf(execution));
    const epochs = experiment.stages.reduce((sum, stage) => sum + stage.epochs, 0);
    return seedsToDo(work).map((seed) => ({ experiment, seed, weight: epochs }));
  });
  return new ReproductionClock(open);
}
