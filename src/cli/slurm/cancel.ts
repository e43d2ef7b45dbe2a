import { Command } from '@commander-js/extra-typings';
import { runsOption, seedArgument } from '../options.js';

const examples = `
Examples:
  credence cancel world              end all jobs of an experiment
  credence cancel world --seed 12    those of one seed`;

/** `credence cancel`: ends jobs of a cluster. */
export function cancelCommand() {
  return new Command('cancel')
    .description(
      'Ends the jobs of an experiment that wait or run on a Slurm cluster. What is finished stays; ' +
        'what other experiments and seeds need goes on.',
    )
    .argument('<experiment>', 'name of an experiment that was run with --on slurm')
    .option('--seed <n>', 'jobs of this seed only', seedArgument)
    .addOption(runsOption())
    .addHelpText('after', examples)
    .action(async (name, options) => {
      const { cancelJobs } = await import('../actions/cancel.js');
      await cancelJobs(name, options);
    });
}
