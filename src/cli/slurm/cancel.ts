import { Command } from '@commander-js/extra-typings';
import { UserError } from '../../errors/user-error.js';
import { runsOption, seedArgument } from '../options.js';

const examples = `
Examples:
  credence cancel world              end all jobs of an experiment
  credence cancel world --seed 12    those of one seed
  credence cancel --all              all jobs of a runs folder`;

/** `credence cancel`: ends jobs of a cluster. */
export function cancelCommand() {
  return new Command('cancel')
    .description(
      'Ends the jobs of an experiment or study that wait or run on a Slurm cluster. What is ' +
        'finished stays; ' +
        'what other experiments and seeds need goes on.',
    )
    .argument('[experiment]', 'name of an experiment or study that was run with --on slurm')
    .option('--all', 'jobs of all experiments in the runs folder')
    .option('--seed <n>', 'jobs of this seed only', seedArgument)
    .addOption(runsOption())
    .addHelpText('after', examples)
    .action(async (name, { all, ...options }) => {
      if ((name === undefined) === (all === undefined))
        throw new UserError('name an experiment whose jobs end, or give --all');
      const { cancelJobs } = await import('../actions/cancel.js');
      await cancelJobs(name ?? null, options);
    });
}
