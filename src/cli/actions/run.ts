import { type ExecutionInput, executionOf } from '../../experiment/execution.js';
import { otherStageOf } from '../../experiment/models/kinds.js';
import { machineMemory } from '../../experiment/models/memory.js';
import { EventFiles } from '../../export/tensorboard/event-files.js';
import { checkWritable } from '../../files/writable.js';
import { type Changes, loadStudy } from '../../plan/catalogue.js';
import { vocabularyNotes } from '../../plan/other-model.js';
import { type Plan, planJson, planLines, planOf } from '../../plan/plan.js';
import { type RunsPlan, runsPlan } from '../../plan/runs-plan.js';
import { runsPlanLines } from '../../plan/runs-plan-text.js';
import {
  checkStarts,
  keptFolders,
  startingSeeds,
  startJson,
  startLines,
} from '../../plan/starts.js';
import { trainingCommand } from '../../plan/training-command.js';
import {
  checkDisk,
  freeBytes,
  type WeightPlan,
  weightPlan,
  weightText,
} from '../../plan/weight-plan.js';
import { keptLines, workJson, workLines } from '../../plan/work-lines.js';
import { showResults } from '../../report/show-results.js';
import type { RunEvent } from '../../runs/events.js';
import { type ExperimentWork, experimentWork } from '../../runs/work/experiment-work.js';
import { trainedExperiments } from '../../study/resolve-study.js';
import { outputWidth, print, printError, printJson } from '../../terminal/terminal.js';
import { wrapped } from '../../terminal/wrapped.js';
import { counted } from '../../text/counted.js';
import { damagedStatus } from '../exit-status.js';
import { type Forecast, forecast, forecastLines } from '../forecast.js';
import { executionGiven } from '../options.js';
import { checkFolderAndDevice, runExperiments, type Trained } from '../run-experiment.js';
import { reportSource } from '../shown-study.js';
import { type ClusterOptions, clusterOf } from '../slurm/cluster.js';
import { noteFinished, studyNote } from '../store/note-trained.js';

/** More experiments than these are planned in a table, not one below the other. */
const mostBlocks = 2;

/** Checks experiments and says what would be trained, how long it takes and what is worth knowing. */
export async function printPlans(
  name: string,
  trained: readonly Trained[],
  { runs, json }: { readonly runs: string; readonly json?: true | undefined },
): Promise<void> {
  const plans: ExperimentPlan[] = [];
  for (const { experiment, how } of trained) {
    await checkFolderAndDevice(how);
    const { execution, retrain: remakesWeights } = how;
    const plan = planOf(experiment);
    const work = experimentWork(experiment, runs, { ...execution, remakesWeights });
    const ahead = await forecast(experiment, plan.dataset, how);
    const weights = weightPlan(experiment, runs, execution, ahead.parameters);
    checkDisk(weights, work, runs);
    const { dataset: _, ...rest } = plan;
    plans.push({ plan: { ...rest, dataset: null }, work, weights, ahead, how });
  }
  if (json) {
    const shares = sharesOf(plans, runs);
    printJson(
      plans.map(({ plan, work, weights, ahead }, index) => ({
        ...planJson(plan, runs, work),
        startsFrom: startJson(plan.experiment, runs),
        ...{ work: workJson(work), weights },
        ...ahead,
        besideOthers: shares.experiments[index],
      })),
    );
    return;
  }
  if (plans.length > mostBlocks) printTable(name, plans, runs);
  else for (const one of plans) printBlock(one, runs);
}

/** What is known of an experiment before it is trained. */
interface ExperimentPlan {
  readonly plan: Plan;
  readonly work: ExperimentWork;
  readonly weights: WeightPlan;
  readonly ahead: Forecast;
  readonly how: Trained['how'];
}

function printBlock({ plan, work, weights, ahead }: ExperimentPlan, runs: string): void {
  const width = outputWidth() - 2;
  const told = [
    ...startLines(plan.experiment, runs),
    ...workLines(work, ahead.jobs),
    weightText(weights),
    ...forecastLines(ahead),
  ];
  const lines = told.flatMap((line) => wrapped(line, width));
  print(...planLines(plan, runs, work), ...lines.map((line) => `  ${line}`));
}

function sharesOf(plans: readonly ExperimentPlan[], runs: string): RunsPlan {
  const planned = plans.map(({ plan: { experiment, stages }, how, ahead, ...rest }) => {
    const { cost, parameters } = ahead;
    const order = { experiment, execution: how.execution, remakesWeights: how.retrain };
    return { ...rest, order, stages, cost, parameters };
  });
  return runsPlan(planned, runs, jobsOf(plans));
}

const jobsOf = (plans: readonly ExperimentPlan[]): number =>
  Math.min(...plans.map(({ ahead }) => ahead.jobs));

function printTable(name: string, plans: readonly ExperimentPlan[], runs: string): void {
  const costs = plans.flatMap(({ ahead }) => ahead.cost ?? []);
  const measured = costs.reduce((sum, one) => sum + one.measured, 0);
  const device = costs[0]?.device ?? 'cpu';
  const basis =
    measured === 0
      ? `an estimate for ${device}`
      : `in part by ${counted(measured, 'finished seed')} on ${device}`;
  const setting = { memory: machineMemory(), disk: freeBytes(runs), width: outputWidth() };
  print(...runsPlanLines(sharesOf(plans, runs), { name, jobs: jobsOf(plans), basis, ...setting }));
  const damages = plans.flatMap(({ plan, work }) =>
    [...work.damaged].map(([seed, text]) => `${plan.experiment.name}, seed ${seed}: ${text}`),
  );
  const notes = new Set(plans.flatMap(({ plan, ahead }) => [plan.data, ...ahead.notes]));
  for (const line of [...notes, ...damages]) print(...wrapped(line, outputWidth()));
}

/**
 * Throws a UserError where one of several experiments starts from a stage of another one whose
 * weights are not here and are not made by those before it.
 */
function checkStartsOf(trained: readonly Trained[], runs: string): void {
  for (const [index, { experiment, how }] of trained.entries()) {
    if (otherStageOf(experiment.model) === null) continue;
    const rules = { ...how.execution, remakesWeights: how.retrain };
    const seeds = startingSeeds(experiment, runs, experimentWork(experiment, runs, rules));
    const before = trained.slice(0, index);
    const made = before.map((one) => ({ ...one, execution: one.how.execution }));
    checkStarts(experiment, runs, seeds, keptFolders(made, runs));
  }
}

/** What is trained and how, as the command line has it. */
interface RunStudyOptions extends Changes, ExecutionInput, ClusterOptions {
  readonly runs: string;
  readonly figures: string;
  readonly jobs?: number | undefined;
  readonly retries?: number | undefined;
  readonly retrain?: true | undefined;
  readonly json?: true | undefined;
  readonly dryRun?: true | undefined;
  readonly tensorboard?: string | undefined;
}

/**
 * Trains what is missing of an experiment or study, then reports and draws; with `dryRun` only says what
 * would be trained.
 */
export async function runStudy(name: string, options: RunStudyOptions): Promise<void> {
  const { runs, jobs, retries, seeds, set, sweep, zip, quick, small, withControl } = options;
  const changes = { seeds, set, sweep, zip, quick, small, withControl };
  const study = await loadStudy(name, changes);
  const note = studyNote(study, { typed: name, ...changes }, runs);
  const said = new Set<string>();
  const cluster = clusterOf(name, options);
  const curves =
    options.tensorboard === undefined
      ? null
      : new EventFiles(options.tensorboard, (line) => printError(line));
  const trained = trainedExperiments(study).map(({ experiment, execution }) => {
    const how = {
      ...{
        runs,
        jobs,
        retries,
        cluster,
        note,
        said,
        execution: executionOf(execution, executionGiven(options)),
      },
      retrain: options.retrain,
      observe: curves === null ? undefined : (event: RunEvent) => curves.observe(event),
      evaluateCommand: trainingCommand(name, runs, changes, 'evaluate'),
    };
    return { experiment, how };
  });
  checkWritable(options.figures);
  if (options.tensorboard !== undefined) checkWritable(options.tensorboard);
  for (const line of await vocabularyNotes(study, name, { ...changes, runs }))
    printError(...wrapped(line, outputWidth()));
  checkStartsOf(trained, runs);
  if (options.dryRun) {
    await printPlans(study.name, trained, options);
    return;
  }
  const complete = await runExperiments(study.name, trained);
  if (options.keepWeights !== undefined)
    for (const { experiment, how } of trained)
      for (const line of keptLines(experiment, how, trainingCommand(name, runs, changes)))
        printError(...wrapped(`${experiment.name}: ${line}`, outputWidth()));
  curves?.close();
  if (!complete) {
    process.exitCode = 1;
    return;
  }
  noteFinished(note);
  const isWhole = await showResults(study, reportSource(name, runs, changes), options);
  if (!isWhole) process.exitCode = damagedStatus;
}
