import { Command } from '@commander-js/extra-typings';
import { jsonOption, pathArgument, runsOption } from '../options.js';

const examples = `
Examples:
  credence unpack fig3.tar                 into the runs folder
  credence unpack fig3.tar --runs theirs   into another one`;

/** `credence unpack`: the stages of an archive, into a runs folder. */
export function unpackCommand() {
  return new Command('unpack')
    .description(
      'Unpacks an archive that credence pack wrote, after comparing every file with its checksum. ' +
        'Results that are there already stay; other results of the same stage are an error.',
    )
    .argument('<file>', 'archive', pathArgument)
    .addOption(runsOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (file, options) => {
      const { unpackRuns } = await import('../actions/unpack.js');
      await unpackRuns(file, options);
    });
}
