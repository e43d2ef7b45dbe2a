import { Command } from '@commander-js/extra-typings';
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
  zipOption,
} from '../options.js';

const examples = `
Examples:
  credence power world                   for 80 % power, if effects are as measured
  credence power world --effect 0.05     for a true difference of 0.05 in exact match
  credence power world --width 0.02      also for a 95 % interval 0.02 wide
  credence power world --power 0.9       for 90 % power`;

/** `credence power`: how many seeds are needed. */
export function powerCommand() {
  return new Command('power')
    .description(
      'Says how many first seeds an effect needs to be shown, or an interval to be as narrow as ' +
        'wanted, and what effect the finished seeds can show.',
    )
    .argument('<experiment>', shownArgument)
    .option('--power <share>', 'probability of finding a true effect', share, 0.8)
    .option('--alpha <share>', 'probability of finding an effect where there is none', share, 0.05)
    .option('--effect <difference>', 'true difference in exact match (default: as measured)', share)
    .option('--width <difference>', 'width of the interval, from end to end', share)
    .addOption(controlOption())
    .addOption(setOption())
    .addOption(sweepOption())
    .addOption(zipOption())
    .addOption(smallOption())
    .addOption(quickOption())
    .addOption(seedsOption())
    .addOption(controlSeedsOption())
    .addOption(runsOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (name, options) => {
      const { showPower } = await import('../actions/power.js');
      await showPower(name, options);
    });
}
