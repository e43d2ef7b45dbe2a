import { Command } from '@commander-js/extra-typings';
import { damagedStatus } from './exit-status.js';
import {
  controlOption,
  controlSeedsOption,
  jsonOption,
  quickOption,
  runsOption,
  seedsOption,
  setOption,
  share,
  shownArgument,
  smallOption,
  sweepOption,
  withControlOption,
  zipOption,
} from './options.js';

const examples = `
Examples:
  credence report world                                 scores by group and stage, contrasts, tests
  credence report world --control none                  without the control
  credence report world --json                          the same numbers as JSON
  credence report fig22-set-inclusion --small           the small version, beside its control
  credence report world --equivalence 0.02              is a difference of 0.02 ruled out?
  credence report fig4a-alpha                           a sweep: results along its axis
  credence report ~/from-a-colleague/runs               everything in a copied runs folder
  credence report 1a2b3c4d                              an identity from credence runs

Exit status: 0; 1 after an error; 3 if seeds with a damaged file were left out.`;

/** `credence report`: what finished runs say. */
export function reportCommand() {
  return new Command('report')
    .description(
      'Reports the results of finished runs: scores, contrasts between groups with tests, and the ' +
        "paper's numbers beside them.",
    )
    .argument('<experiment>', shownArgument)
    .option('--equivalence <difference>', 'also test whether one as large is ruled out', share)
    .addOption(controlOption())
    .addOption(setOption())
    .addOption(sweepOption())
    .addOption(zipOption())
    .addOption(smallOption())
    .addOption(quickOption())
    .addOption(withControlOption())
    .addOption(seedsOption())
    .addOption(controlSeedsOption())
    .addOption(runsOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (name, { json, equivalence, ...options }) => {
      const { shownStudy } = await import('./shown-study.js');
      const { printResults, readResults } = await import('../report/results.js');
      const { study, source } = await shownStudy(name, options);
      const results = readResults(study, { ...source, equivalence });
      printResults(results, json);
      if (results.isDamaged) process.exitCode = damagedStatus;
    });
}
