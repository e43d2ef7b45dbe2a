import { Command } from '@commander-js/extra-typings';
import { type ComparedReport, compareReport, printJson, printText } from './compared-report.js';
import { drawFigures } from './draw-figures.js';
import { loadExperiments } from './experiment-files.js';
import {
  deviceOption,
  experimentArgument,
  figuresOption,
  jobsOption,
  jsonOption,
  runsOption,
  seedsOption,
  setOption,
  threadsOption,
} from './options.js';
import { planLines } from './plan.js';
import { runExperiment } from './run-experiment.js';
import { print } from './terminal.js';

const examples = `
Examples:
  credence run world                                    train what is missing, then report
  credence run world --seeds 10-17 --jobs 4             eight seeds, four at a time
  credence run world --set stages.stage2.epochs=40      with one option changed
  credence run my-experiment.ts --dry-run               check a file of one's own, train nothing`;

/** `credence run`: trains what is missing of an experiment, then reports and draws. */
export function runCommand() {
  return new Command('run')
    .summary('train an experiment, report and draw its figures')
    .description(
      'Trains whatever of an experiment is not finished, then reports and draws its figures.',
    )
    .argument('<experiment>', experimentArgument)
    .addOption(setOption())
    .addOption(seedsOption())
    .addOption(jobsOption())
    .addOption(threadsOption())
    .addOption(deviceOption())
    .addOption(runsOption())
    .addOption(figuresOption())
    .addOption(jsonOption())
    .option('--dry-run', 'check everything and show what would be trained')
    .addHelpText('after', examples)
    .action(async (name, options) => {
      const experiments = await loadExperiments(name, options);
      if (options.dryRun) {
        for (const experiment of experiments) print(...planLines(experiment, options.runs));
        return;
      }
      for (const experiment of experiments) {
        if (!(await runExperiment(experiment, options))) process.exitCode = 1;
      }
      if (process.exitCode === 1) {
        process.stderr.write('Some seeds failed; the same command goes on with them.\n');
        return;
      }
      const { runs, seeds, set } = options;
      const source = { runs, changes: { seeds, set } };
      const reports: ComparedReport[] = [];
      for (const experiment of experiments) reports.push(await compareReport(experiment, source));
      const paths: string[] = [];
      for (const one of reports) paths.push(...(await drawFigures(one, options.figures)));
      if (options.json) return printJson(reports);
      printText(reports);
      print('', 'Figures:', ...paths.map((path) => `  ${path}`));
    });
}
