import { Command } from '@commander-js/extra-typings';
import {
  experimentArgument,
  jsonOption,
  quickOption,
  runsOption,
  seedsOption,
  setOption,
  smallOption,
  sweepOption,
  withControlOption,
  zipOption,
} from './options.js';

const examples = `
Examples:
  credence status          every bundled experiment, a line each
  credence status world    every seed and stage of one

Sizes of files are compared; credence verify compares their contents.`;

/** `credence status`: what is finished, running, missing and damaged. */
export function statusCommand() {
  return new Command('status')
    .description('Shows which seeds and stages are finished, running, missing or damaged.')
    .argument('[experiment]', experimentArgument)
    .addOption(setOption())
    .addOption(sweepOption())
    .addOption(zipOption())
    .addOption(smallOption())
    .addOption(quickOption())
    .addOption(withControlOption())
    .addOption(seedsOption())
    .addOption(runsOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (name, options) => {
      const { showStatus } = await import('./actions/status.js');
      await showStatus(name, options);
    });
}
