import { Command } from '@commander-js/extra-typings';
import { compareReport, printText } from './compared-report.js';
import { loadExperiments } from './experiment-files.js';
import {
  controlOption,
  experimentArgument,
  jsonOption,
  runsOption,
  seedsOption,
  setOption,
} from './options.js';
import type { ComparedReport } from './report.js';
import { reportJson } from './report-json.js';
import { printJson } from './terminal.js';

const examples = `
Examples:
  credence report world                                 scores by subset and stage, gaps and tests
  credence report world --control world-control         effect and control side by side
  credence report world --json                          the same numbers for programs`;

/** `credence report`: what finished runs say. */
export function reportCommand() {
  return new Command('report')
    .summary('say what finished runs show')
    .description('Says what the finished runs of an experiment show: scores, gaps and their tests.')
    .argument('<experiment>', experimentArgument)
    .addOption(controlOption())
    .addOption(setOption())
    .addOption(seedsOption())
    .addOption(runsOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (name, options) => {
      const { runs, control, seeds, set, json } = options;
      const changes = { seeds, set };
      const source = { typed: name, runs, control, changes };
      const reports: ComparedReport[] = [];
      for (const experiment of await loadExperiments(name, changes)) {
        reports.push(await compareReport(experiment, source));
      }
      if (json) printJson(reports.map(reportJson));
      else printText(reports, source);
    });
}
