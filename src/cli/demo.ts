import { Command } from '@commander-js/extra-typings';
import { devicesOption, figuresOption, jobsOption, runsOption, threadsOption } from './options.js';

const examples = `
Examples:
  credence demo             as many runs at a time as there are cores
  credence demo --jobs 2    two at a time`;

/** `credence demo`: runs `world`, reports, and draws its figures. */
export function demoCommand() {
  return new Command('demo')
    .description(
      'Trains the bundled experiment `world` from scratch, reports its results and draws its figures.',
    )
    .addOption(jobsOption())
    .addOption(threadsOption())
    .addOption(devicesOption())
    .addOption(runsOption())
    .addOption(figuresOption())
    .addHelpText('after', examples)
    .action(async (options) => {
      const { trainDemo } = await import('./actions/demo.js');
      await trainDemo(options);
    });
}
