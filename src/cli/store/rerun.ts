import { Command } from '@commander-js/extra-typings';
import {
  deterministicOption,
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
  credence rerun world --seed 13                  train seed 13 again and compare
  credence rerun world --seed 13 --stage stage2   only its second stage
  credence rerun fig4a-alpha --experiment fig4a-alpha-0.9 --seed 13
      one experiment of several`;

/** `credence rerun`: trains a seed again and says whether it comes out the same. */
export function rerunCommand() {
  return new Command('rerun')
    .description(
      'Trains one seed again beside its results and compares the two. If they differ, or the old ' +
        'results are damaged, the new ones replace them and the old ones are set aside in the ' +
        'runs folder. A rerun that is stopped continues with the same command.',
    )
    .argument('<experiment>', experimentArgument)
    .requiredOption('--seed <n>', 'first seed (required)', seedArgument)
    .option('--stage <name>', 'only this stage (default: all)')
    .option('--experiment <name>', 'which one, if there are several; also a control')
    .addOption(setOption())
    .addOption(smallOption())
    .addOption(quickOption())
    .addOption(threadsOption())
    .addOption(deviceOption())
    .addOption(deterministicOption())
    .addOption(keepWeightsOption())
    .addOption(runsOption())
    .addHelpText('after', examples)
    .action(async (typed, options) => {
      const { rerunSeed } = await import('../actions/rerun.js');
      await rerunSeed(typed, options);
    });
}
