import { Command, InvalidArgumentError } from '@commander-js/extra-typings';
import { parseDecimal } from '../../text/decimal.js';
import {
  controlOption,
  experimentArgument,
  jsonOption,
  runsOption,
  seedsOption,
  setOption,
  smallOption,
} from '../options.js';

const examples = `
Examples:
  credence power world                   seeds for 80 % power, for effects as they were measured
  credence power world --effect 0.05     for a true difference of 0.05 in exact match
  credence power world --width 0.02      and for a 95 % interval 0.02 wide from end to end
  credence power world --power 0.9 --json`;

/** A number between 0 and 1, neither of them. */
function share(text: string): number {
  const value = parseDecimal(text) ?? Number.NaN;
  if (value > 0 && value < 1) return value;
  throw new InvalidArgumentError('Expected a number between 0 and 1.');
}

/** `credence power`: how many seeds are needed. */
export function powerCommand() {
  return new Command('power')
    .description(
      'Says from the finished seeds how many first seeds show an effect, or give an interval of a ' +
        'width, and what the present ones can find.',
    )
    .argument('<experiment>', experimentArgument)
    .option('--power <share>', 'probability that a true effect is found', share, 0.8)
    .option('--alpha <share>', 'probability that one is found where there is none', share, 0.05)
    .option('--effect <difference>', 'true difference in exact match (default: as measured)', share)
    .option('--width <difference>', 'width of the interval, from end to end', share)
    .addOption(controlOption())
    .addOption(setOption())
    .addOption(smallOption())
    .addOption(seedsOption())
    .addOption(runsOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (name, options) => {
      const { showPower } = await import('../actions/power.js');
      await showPower(name, options);
    });
}
