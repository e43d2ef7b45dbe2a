import { Command } from '@commander-js/extra-typings';
import { runsOption, seedsOption } from '../options.js';

const examples = `
Examples:
  credence runs rm birds                          every seed, after a question
  credence runs rm 1a2b3c4d --seeds 10-13 --yes   some seeds, without a question
  credence runs rm fig3-main --weights            only weights; results stay
  credence runs rm world --middle-weights         only those before the ends of stages`;

/** `credence runs rm`: removes results or weights from a runs folder. */
export function runsRmCommand() {
  return new Command('rm')
    .summary('remove results or weights')
    .description(
      'Removes the results of an experiment, after saying which and how large they are. Stages that ' +
        'other experiments share stay, and nothing is removed while it is being trained.',
    )
    .argument('<experiment>', 'name or identity, as credence runs lists them')
    .addOption(seedsOption())
    .option('--weights', 'remove only weights: results stay, new tests need training again')
    .option('--middle-weights', 'remove only weights of epochs before the end of a stage')
    .option('--shared', 'also remove stages that other experiments share')
    .option('--yes', 'do not ask')
    .addOption(runsOption())
    .addHelpText('after', examples)
    .action(async (experiment, options) => {
      const { removeRuns } = await import('../actions/runs-rm.js');
      await removeRuns(experiment, options);
    });
}
