import { UserError } from '../../errors/user-error.js';
import { type ExecutionInput, executionOf } from '../../experiment/execution.js';
import { type Changes, loadStudy } from '../../plan/catalogue.js';
import { chosenDevices } from '../../plan/chosen-devices.js';
import { vocabularyNotes } from '../../plan/other-model.js';
import { trainingCommand } from '../../plan/training-command.js';
import { checkDisk, testBytesOf } from '../../plan/weight-plan.js';
import { untestableLines, workJson, workLines } from '../../plan/work-lines.js';
import { seedsText } from '../../report/seeds-text.js';
import { readAtStart } from '../../runs/folder.js';
import { atCommit } from '../../runs/hub-commit.js';
import { defaultJobs, LocalExecutor } from '../../runs/local-executor.js';
import { Progress } from '../../runs/progress.js';
import { trainSeeds } from '../../runs/train-seeds.js';
import { type ExperimentWork, experimentWork, seedsToDo } from '../../runs/work/experiment-work.js';
import { type TrainedExperiment, trainedExperiments } from '../../study/resolve-study.js';
import { bold, outputWidth, print, printError, printJson } from '../../terminal/terminal.js';
import { wrapped } from '../../terminal/wrapped.js';
import { bytesText } from '../../text/bytes.js';
import { ensureCheckpoint } from '../ensure-checkpoint.js';
import { executionGiven } from '../options.js';
import { checkFolderAndDevice, type RunOptions, Stopped } from '../run-experiment.js';

/** What is tested of an experiment from its weights. */
interface Evaluation {
  readonly experiment: TrainedExperiment['experiment'];
  readonly work: ExperimentWork;
  readonly how: RunOptions;
  readonly jobs: number;
}

function lines({ experiment, work, jobs }: Evaluation): string[] {
  const told = [
    ...workLines(work, jobs).filter((line) => line.includes(': to test ')),
    ...(testBytesOf(work.stages) > 0
      ? [`the results take about ${bytesText(testBytesOf(work.stages))}`]
      : []),
    ...untestableLines(work, jobs),
    ...[...work.damaged].map(([seed, damage]) => `seed ${seed}: ${damage}`),
  ];
  const all = told.length === 0 ? ['all of this is tested already'] : told;
  const width = outputWidth() - 2;
  return [
    bold(experiment.name),
    ...all.flatMap((line) => wrapped(line, width)).map((line) => `  ${line}`),
  ];
}

/** Tests from weights; gives back whether all seeds came to their end. */
async function evaluate({ experiment, work, how }: Evaluation): Promise<boolean> {
  const seeds = seedsToDo(work);
  if (seeds.length === 0) return true;
  await checkFolderAndDevice(how);
  await ensureCheckpoint(experiment);
  const { checkWords } = await import('../../runs/learners/unknown-words.js');
  checkWords(seeds, (seed) => readAtStart(experiment, how.runs, seed), { trains: false });
  const progress = new Progress(experiment.name, seeds.length, process.stderr);
  const { runs: runsFolder, execution } = how;
  const at = atCommit(experiment);
  const { device, said } = await chosenDevices(at, execution);
  printError(...wrapped(`${experiment.name}: tests on ${said}`, outputWidth()));
  const jobs = how.jobs ?? defaultJobs(execution.threads, device);
  const order = { experiment: at, execution: { ...execution, device }, trains: false };
  const outcome = await trainSeeds(
    new LocalExecutor({ jobs }),
    { runs: seeds.map((seed) => ({ ...order, seed })), runsFolder },
    (event) => progress.show(event),
  ).finally(() => progress.end());
  if (outcome.isInterrupted) throw new Stopped();
  const open = [...outcome.failed, ...outcome.stopped, ...outcome.left];
  if (open.length === 0) return true;
  const listed = seedsText(open.map(({ seed }) => seed).sort((a, b) => a - b));
  printError(`${experiment.name}: seeds not tested: ${listed}; run the same command again`);
  return false;
}

/** What is tested and how, as the command line has it. */
interface EvaluateOptions extends Changes, ExecutionInput {
  readonly runs: string;
  readonly jobs?: number | undefined;
  readonly json?: true | undefined;
  readonly dryRun?: true | undefined;
}

/** Tests finished runs again from their weights, or says what can be tested. */
export async function evaluateStudy(name: string, options: EvaluateOptions): Promise<void> {
  const { runs, jobs, seeds, set, sweep, zip, quick, small, withControl } = options;
  const changes = { seeds, set, sweep, zip, quick, small, withControl };
  const study = await loadStudy(name, changes);
  const notes = await vocabularyNotes(study, name, { ...changes, runs });
  const train = trainingCommand(name, runs, changes);
  if (notes.length > 0) throw new UserError(`${notes.join('. ')}. To train: ${train}`);
  const evaluations = trainedExperiments(study).map(({ experiment, execution }): Evaluation => {
    const how = { runs, jobs, execution: executionOf(execution, executionGiven(options)) };
    const work = experimentWork(experiment, runs, { ...how.execution, trains: false });
    const atATime = jobs ?? defaultJobs(how.execution.threads, how.execution.device);
    return { experiment, work, how, jobs: atATime };
  });
  const isUntestable = evaluations.some(({ work, jobs: n }) => untestableLines(work, n).length);
  const isTested = evaluations.some(({ work }) => seedsToDo(work).length > 0);
  if (options.json) {
    printJson(
      evaluations.map(({ experiment, work }) => ({
        ...{ experiment: experiment.name, ...workJson(work) },
        train: isUntestable ? train : null,
      })),
    );
  } else {
    for (const one of evaluations) print(...lines(one));
    if (isUntestable) print(`To train what is missing: ${train}`);
  }
  checkDisk(null, { stages: evaluations.flatMap(({ work }) => work.stages) }, runs);
  if (options.dryRun) return;
  let isWhole = evaluations.every(({ work: { stages, damaged } }) => {
    return damaged.size === 0 && stages.every((one) => !one.lacksEnd && one.kind !== 'untrained');
  });
  for (const one of evaluations) if (!(await evaluate(one))) isWhole = false;
  if (isTested && !options.json)
    print(`To read the results: ${trainingCommand(name, runs, changes, 'report')}`);
  if (!isWhole) process.exitCode = 1;
}
