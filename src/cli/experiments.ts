import { Command } from '@commander-js/extra-typings';
import { jsonOption, runsOption } from './options.js';

const examples = `
Examples:
  credence experiments
  credence experiments --no-cost          without an estimate of how long they take
  credence experiments --json`;

/** `credence experiments`: the bundled experiments and about how long they take here. */
export function experimentsCommand() {
  return new Command('experiments')
    .description('Lists the bundled experiments, and about how long they take on this machine.')
    .option('--no-cost', 'measure nothing and estimate no times')
    .addOption(runsOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (options) => {
      const { showExperiments } = await import('./actions/experiments.js');
      await showExperiments(options);
    });
}
