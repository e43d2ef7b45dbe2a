import { Command } from '@commander-js/extra-typings';
import { executionOf } from '../experiment/execution.js';
import type { Experiment } from '../experiment/experiment.js';
import { checkWritable } from '../files/writable.js';
import { loadStudy } from '../plan/catalogue.js';
import { planJson, planLines, planOf } from '../plan/plan.js';
import { showResults } from '../report/show-results.js';
import { trainedExperiments } from '../study/resolve-study.js';
import { print, printJson } from '../terminal/terminal.js';
import { ensureCheckpoint } from './ensure-checkpoint.js';
import {
  answersOption,
  deviceOption,
  executionGiven,
  experimentArgument,
  figuresOption,
  jobsOption,
  jsonOption,
  keepWeightsOption,
  microBatchOption,
  quickOption,
  runsOption,
  seedsOption,
  setOption,
  smallOption,
  testBatchOption,
  threadsOption,
  withControlOption,
} from './options.js';
import { checkFolderAndDevice, runExperiment } from './run-experiment.js';
import { reportSource } from './shown-study.js';

const examples = `
Examples:
  credence run world                                    train what is missing, then report
  credence run world --seeds 10-17 --jobs 4             eight seeds, four at a time
  credence run world --set stages.stage2.epochs=40      with one option changed
  credence run fig3-main --quick                        try it out, in a minute
  credence run fig22-set-inclusion --small              a form of it for two cores
  credence run fig14-single-stage --with-control        and with tags that say nothing
  credence run my-experiment.ts --dry-run               check a file of your own, train nothing`;

function printPlans(
  experiments: readonly Experiment[],
  { runs, json }: { readonly runs: string; readonly json?: true | undefined },
): void {
  const plans = experiments.map((experiment) => planOf(experiment));
  if (json) {
    printJson(plans.map((plan) => planJson(plan, runs)));
  } else {
    for (const plan of plans) print(...planLines(plan, runs));
  }
}

/** `credence run`: trains what is missing of an experiment, then reports and draws. */
export function runCommand() {
  return new Command('run')
    .summary('train an experiment, report and draw its figures')
    .description('Trains what is not finished yet, then reports the results and draws the figures.')
    .argument('<experiment>', experimentArgument)
    .addOption(setOption())
    .addOption(smallOption())
    .addOption(quickOption())
    .addOption(withControlOption())
    .addOption(seedsOption())
    .addOption(jobsOption())
    .addOption(threadsOption())
    .addOption(deviceOption())
    .addOption(microBatchOption())
    .addOption(testBatchOption())
    .addOption(keepWeightsOption())
    .addOption(answersOption())
    .addOption(runsOption())
    .addOption(figuresOption())
    .addOption(jsonOption())
    .option('--dry-run', 'check everything and show what would be trained')
    .addHelpText('after', examples)
    .action(async (name, options) => {
      const { runs, jobs, seeds, set, quick, small, withControl } = options;
      const changes = { seeds, set, quick, small, withControl };
      const study = await loadStudy(name, changes);
      const said = new Set<string>();
      const trained = trainedExperiments(study).map(({ experiment, execution }) => {
        const how = {
          runs,
          jobs,
          said,
          execution: executionOf(execution, executionGiven(options)),
        };
        return { experiment, how };
      });
      checkWritable(options.figures);
      if (options.dryRun) {
        for (const { how } of trained) await checkFolderAndDevice(how);
        const experiments = trained.map(({ experiment }) => experiment);
        printPlans(experiments, options);
        for (const experiment of experiments)
          await ensureCheckpoint(experiment, { fetches: false });
        return;
      }
      let complete = true;
      for (const { experiment, how } of trained) {
        if (!(await runExperiment(experiment, how))) complete = false;
      }
      if (!complete) {
        process.exitCode = 1;
        return;
      }
      await showResults(study, reportSource(name, runs, changes), options);
    });
}
