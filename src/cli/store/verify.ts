import { Command } from '@commander-js/extra-typings';
import { jsonOption, runsOption } from '../options.js';

const examples = `
Examples:
  credence verify               every finished stage of the runs folder
  credence verify fig3-main     those of one experiment
  credence verify --hub         the checkpoints in the hub's cache

Ends with status 3 where a file is not as it was written.`;

/** `credence verify`: whether files are as they were written. */
export function verifyCommand() {
  return new Command('verify')
    .description(
      'Compares every file of finished stages, weights included, with the size and SHA-256 that were ' +
        'written down when the stage was finished.',
    )
    .argument('[experiments...]', 'names or identities, as credence runs lists them (default: all)')
    .option('--hub', "check the checkpoints in the hub's cache instead")
    .addOption(runsOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (experiments, options) => {
      const { verifyRuns } = await import('../actions/verify.js');
      await verifyRuns(experiments, options);
    });
}
