import { Command } from '@commander-js/extra-typings';
import {
  deviceOption,
  experimentArgument,
  keepWeightsOption,
  quickOption,
  runsOption,
  seedArgument,
  setOption,
  smallOption,
  threadsOption,
} from '../options.js';

const examples = `
Examples:
  credence rerun world --seed 13                  train seed 13 again, and compare
  credence rerun world --seed 13 --stage stage2   only its second stage
  credence rerun fig4a-alpha --experiment fig4a-alpha-0.9 --seed 13`;

/** `credence rerun`: trains a seed again and says whether it comes out the same. */
export function rerunCommand() {
  return new Command('rerun')
    .description(
      'Trains one seed again, beside the results that there are, and compares the two. Where they ' +
        'differ, or the old ones are damaged, the new take their place and the old are set aside ' +
        'in the folder of runs. Stopped, it goes on where it was by the same command.',
    )
    .argument('<experiment>', experimentArgument)
    .requiredOption('--seed <n>', 'the first seed', seedArgument)
    .option('--stage <name>', 'only this stage (default: all)')
    .option('--experiment <name>', 'which one, of a study of several; a control by its name, too')
    .addOption(setOption())
    .addOption(smallOption())
    .addOption(quickOption())
    .addOption(threadsOption())
    .addOption(deviceOption())
    .addOption(keepWeightsOption())
    .addOption(runsOption())
    .addHelpText('after', examples)
    .action(async (typed, options) => {
      const { rerunSeed } = await import('../actions/rerun.js');
      await rerunSeed(typed, options);
    });
}
