import { Command } from '@commander-js/extra-typings';
import { jsonOption, pathArgument, runsOption } from '../options.js';

const examples = `
Examples:
  credence pack fig3-main --to fig3.tar              its stages, tests and weights
  credence pack world birds --to both.tar.gz --without-weights

On the other machine: credence unpack fig3.tar, then credence report fig3-main`;

/** `credence pack`: experiments in one archive. */
export function packCommand() {
  return new Command('pack')
    .description(
      'Writes the finished stages of experiments into one archive with checksums, with the records by ' +
        'which another machine reports them without their data.',
    )
    .argument('<experiments...>', 'names or identities, as credence runs lists them')
    .requiredOption(
      '--to <file>',
      'archive to write: .tar, or .tar.gz to compress (required)',
      pathArgument,
    )
    .option('--without-weights', 'leave weights out: results can be reported, not trained on')
    .addOption(runsOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (experiments, options) => {
      const { packRuns } = await import('../actions/pack.js');
      await packRuns(experiments, options);
    });
}
