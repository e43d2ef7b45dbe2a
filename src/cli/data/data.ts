import { Command } from '@commander-js/extra-typings';
import { dataFetchCommand } from './fetch.js';
import { dataShowCommand } from './show.js';
import { dataWriteCommand } from './write.js';

const examples = `
Examples:
  credence data show world                              a few documents of every group
  credence data write world --seed 10 --out world-10    all of them, as JSON Lines
  credence data fetch mnist                             images for fig23-mnist`;

/** `credence data`: what a seed reads and is asked. */
export function dataCommand() {
  return new Command('data')
    .description('Shows or writes the documents and questions of one seed, without training.')
    .addHelpText('after', examples)
    .addCommand(dataShowCommand())
    .addCommand(dataWriteCommand())
    .addCommand(dataFetchCommand());
}
