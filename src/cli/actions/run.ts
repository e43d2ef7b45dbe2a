import { type ExecutionInput, executionOf } from '../../experiment/execution.js';
import type { Experiment } from '../../experiment/experiment.js';
import { otherStageOf } from '../../experiment/models/kinds.js';
import { EventFiles } from '../../export/tensorboard/event-files.js';
import { checkWritable } from '../../files/writable.js';
import { type Changes, loadStudy } from '../../plan/catalogue.js';
import { vocabularyNotes } from '../../plan/other-model.js';
import { planJson, planLines, planOf } from '../../plan/plan.js';
import {
  checkStarts,
  keptFolders,
  startingSeeds,
  startJson,
  startLines,
} from '../../plan/starts.js';
import { trainingCommand } from '../../plan/training-command.js';
import { checkDisk, weightPlan, weightText } from '../../plan/weight-plan.js';
import { keptLines, workJson, workLines } from '../../plan/work-lines.js';
import { showResults } from '../../report/show-results.js';
import type { RunEvent } from '../../runs/events.js';
import { layout } from '../../runs/folder.js';
import { experimentWork } from '../../runs/work/experiment-work.js';
import { trainedExperiments } from '../../study/resolve-study.js';
import { outputWidth, print, printError, printJson } from '../../terminal/terminal.js';
import { wrapped } from '../../terminal/wrapped.js';
import { forecast, forecastLines } from '../forecast.js';
import { executionGiven } from '../options.js';
import { checkFolderAndDevice, type RunOptions, runExperiment } from '../run-experiment.js';
import { reportSource } from '../shown-study.js';
import { noteFinished, studyNote } from '../store/note-trained.js';

/** Checks experiments and says what would be trained, how long it takes and what is worth knowing. */
async function printPlans(
  trained: readonly { readonly experiment: Experiment; readonly how: RunOptions }[],
  { runs, json }: { readonly runs: string; readonly json?: true | undefined },
): Promise<void> {
  const plans = [];
  for (const { experiment, how } of trained) {
    await checkFolderAndDevice(how);
    const { execution, retrain: remakesWeights } = how;
    const plan = planOf(experiment);
    const work = experimentWork(experiment, runs, { ...execution, remakesWeights });
    const ahead = await forecast(experiment, plan.dataset, how);
    const weights = weightPlan(experiment, runs, execution, ahead.parameters);
    checkDisk(weights, work, runs);
    plans.push({ plan, work, weights, ahead });
  }
  if (json) {
    printJson(
      plans.map(({ plan, work, weights, ahead }) => ({
        ...planJson(plan, runs, work),
        startsFrom: startJson(plan.experiment, runs),
        ...{ work: workJson(work), weights },
        ...ahead,
      })),
    );
    return;
  }
  const width = outputWidth() - 2;
  for (const { plan, work, weights, ahead } of plans) {
    const told = [
      ...startLines(plan.experiment, runs),
      ...workLines(work, ahead.jobs),
      weightText(weights),
      ...forecastLines(ahead),
    ];
    const lines = told.flatMap((line) => wrapped(line, width));
    print(...planLines(plan, runs, work), ...lines.map((line) => `  ${line}`));
  }
}

/** Folders of stages that some of several experiments start from. */
function startsOf(experiments: readonly Experiment[], runs: string): string[] {
  const all = experiments.flatMap((one) => [...layout(one, runs).values()].flat());
  return all.flatMap(({ parent, start }) => [parent, start].flatMap((one) => one?.folder ?? []));
}

/**
 * Throws a UserError where one of several experiments starts from a stage of another one whose
 * weights are not here and are not made by those before it.
 */
function checkStartsOf(
  trained: readonly { readonly experiment: Experiment; readonly how: RunOptions }[],
  runs: string,
): void {
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
interface RunStudyOptions extends Changes, ExecutionInput {
  readonly runs: string;
  readonly figures: string;
  readonly jobs?: number | undefined;
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
  const { runs, jobs, seeds, set, quick, small, withControl } = options;
  const changes = { seeds, set, quick, small, withControl };
  const study = await loadStudy(name, changes);
  const note = studyNote(study, { typed: name, set, quick, small }, runs);
  const said = new Set<string>();
  const curves =
    options.tensorboard === undefined
      ? null
      : new EventFiles(options.tensorboard, (line) => printError(line));
  const trained = trainedExperiments(study).map(({ experiment, execution }) => {
    const how = {
      ...{ runs, jobs, note, said, execution: executionOf(execution, executionGiven(options)) },
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
    await printPlans(trained, options);
    return;
  }
  let complete = true;
  for (const [index, { experiment, how }] of trained.entries()) {
    const later = trained.slice(index + 1).map((one) => one.experiment);
    const needed = startsOf(later, runs);
    if (!(await runExperiment(experiment, { ...how, needed }))) complete = false;
    if (options.keepWeights !== undefined)
      for (const line of keptLines(experiment, how, trainingCommand(name, runs, changes)))
        printError(...wrapped(`${experiment.name}: ${line}`, outputWidth()));
  }
  curves?.close();
  if (!complete) {
    process.exitCode = 1;
    return;
  }
  noteFinished(note);
  await showResults(study, reportSource(name, runs, changes), options);
}
