import { measureMatrixRates } from '../../doctor/matrix-rate.js';
import { type ExecutionInput, executionOf } from '../../experiment/execution.js';
import { loadStudy } from '../../plan/catalogue.js';
import { chosenDevices } from '../../plan/chosen-devices.js';
import { costOf } from '../../plan/cost.js';
import { showResults } from '../../report/show-results.js';
import { defaultJobs } from '../../runs/local-executor.js';
import { unfinishedSeeds } from '../../runs/status.js';
import type { Member } from '../../study/resolve-study.js';
import { roundDuration } from '../../terminal/duration.js';
import { print } from '../../terminal/terminal.js';
import { executionGiven } from '../options.js';
import { runExperiment } from '../run-experiment.js';
import { reportSource } from '../shown-study.js';
import { studyNote } from '../store/note-trained.js';

/** How it is trained, as the command line has it. */
interface DemoOptions extends ExecutionInput {
  readonly runs: string;
  readonly figures: string;
  readonly jobs?: number | undefined;
}

/** Trains `world`, reports, and draws its figures. */
export async function trainDemo(options: DemoOptions): Promise<void> {
  const execution = executionOf(executionGiven(options));
  const study = await loadStudy('world');
  const [{ experiment: world }] = study.members as [Member];
  const seeds = unfinishedSeeds(world, options.runs).missing.length;
  const { device } = await chosenDevices(world, execution);
  const jobs = Math.min(seeds, options.jobs ?? defaultJobs(execution.threads, device));
  const rates = await measureMatrixRates(device.split(',')[0]);
  const seed = costOf(world, { rates, jobs, runs: options.runs })?.oneSeed ?? 0;
  const time = roundDuration(Math.ceil(seeds / Math.max(1, jobs)) * seed);
  print(
    seeds === 0
      ? `All seeds of "world" are in ${options.runs}/ already; here is what they show.`
      : `Trains ${seeds} small language models from scratch, ${jobs} at a time, ` +
          `then shows which sources they came to trust: about ${time}.`,
    '',
  );
  const note = studyNote(study, { typed: 'world' }, options.runs);
  if (!(await runExperiment(world, { ...options, execution, note }))) {
    process.exitCode = 1;
    return;
  }
  await showResults(study, reportSource('world', options.runs), options);
}
