import { Command } from '@commander-js/extra-typings';
import { runsOption, seedArgument } from '../options.js';

const examples = `
Examples:
  credence logs world --seed 12             what its jobs printed
  credence logs world --seed 12 --follow    and what they print from now on`;

/** `credence logs`: what jobs of a cluster printed. */
export function logsCommand() {
  return new Command('logs')
    .description(
      'Prints the logs of a seed that was last submitted to a Slurm cluster, with all attempts.',
    )
    .argument('<experiment>', 'name of an experiment that was run with --on slurm')
    .option('--seed <n>', 'this seed only', seedArgument)
    .option('--follow', 'go on printing until the jobs end')
    .addOption(runsOption())
    .addHelpText('after', examples)
    .action(async (name, options) => {
      const { showLogs } = await import('../actions/logs.js');
      await showLogs(name, options);
    });
}
