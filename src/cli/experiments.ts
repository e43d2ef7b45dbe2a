import { Command } from '@commander-js/extra-typings';
import { jsonOption, runsOption } from './options.js';

const examples = `
Examples:
  credence experiments              with times, after a measurement of some seconds
  credence experiments --no-cost    without times, at once
  credence experiments --json       as JSON, with stages and seeds`;

/** `credence experiments`: the bundled experiments and about how long they take here. */
export function experimentsCommand() {
  return new Command('experiments')
    .description('Lists the bundled experiments, with a rough time for each on this machine.')
    .option('--no-cost', 'do not measure this machine, show no times')
    .addOption(runsOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (options) => {
      const { showExperiments } = await import('./actions/experiments.js');
      await showExperiments(options);
    });
}
