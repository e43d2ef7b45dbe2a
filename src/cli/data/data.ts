import { Command } from '@commander-js/extra-typings';
import { dataFetchCommand } from './fetch.js';
import { dataShowCommand } from './show.js';
import { dataWriteCommand } from './write.js';

const examples = `
Examples:
  credence data show world                                a few documents of every subset
  credence data write world --seed 10 --out /tmp/world-10  all of them, as JSON Lines
  credence data fetch mnist                               the images that fig23-mnist can take`;

/** `credence data`: what a seed reads and is asked. */
export function dataCommand() {
  return new Command('data')
    .description('Shows or writes the documents and questions of one seed; trains nothing.')
    .addHelpText('after', examples)
    .addCommand(dataShowCommand())
    .addCommand(dataWriteCommand())
    .addCommand(dataFetchCommand());
}
