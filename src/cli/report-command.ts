import { Command } from '@commander-js/extra-typings';
import { printResults, readResults } from '../report/results.js';
import {
  controlOption,
  experimentArgument,
  jsonOption,
  quickOption,
  runsOption,
  seedsOption,
  setOption,
  smallOption,
  withControlOption,
} from './options.js';
import { shownStudy } from './shown-study.js';

const examples = `
Examples:
  credence report world                                 scores by group and stage, contrasts, tests
  credence report world --control none                  without the control
  credence report world --json                          the same numbers for programs
  credence report fig22-set-inclusion --small           what --small trained, beside its control
  credence report fig4a-alpha                           a sweep: scores and contrasts along its axis`;

/** `credence report`: what finished runs say. */
export function reportCommand() {
  return new Command('report')
    .description(
      'Reports the results of finished runs: scores, contrasts between groups and ' +
        "their tests, and the paper's numbers beside them.",
    )
    .argument('<experiment>', experimentArgument)
    .addOption(controlOption())
    .addOption(setOption())
    .addOption(smallOption())
    .addOption(quickOption())
    .addOption(withControlOption())
    .addOption(seedsOption())
    .addOption(runsOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (name, { json, ...options }) => {
      const { study, source } = await shownStudy(name, options);
      printResults(readResults(study, source), json);
    });
}
