import { Command } from '@commander-js/extra-typings';
import { UserError } from '../../errors/user-error.js';
import { downloadReport } from '../../terminal/download-progress.js';
import { print } from '../../terminal/terminal.js';
import { pathArgument } from '../options.js';

const examples = `
Examples:
  credence data fetch mnist                                     into ./mnist
  credence run fig23-mnist --small --set data.folder=mnist      train on them

The files (12 MB) are verified by their checksums. Files that are already there stay.`;

/** `credence data fetch`: public data that experiments are about. */
export function dataFetchCommand() {
  return new Command('fetch')
    .summary("fetch MNIST's images of digits")
    .description("Fetches MNIST's four files of digits into a folder and prints its path.")
    .argument('<name>', 'what to fetch: mnist', (name) => {
      if (name !== 'mnist')
        throw new UserError(`unknown data set "${name}": only mnist can be fetched`);
      return name;
    })
    .option('--out <dir>', 'folder to write', pathArgument, 'mnist')
    .option('--from <url>', 'URL of a folder with the files, tried before the public ones')
    .addHelpText('after', examples)
    .action(async (_name, { out, from }) => {
      const { fetchMnist } = await import('../../data/mnist/download.js');
      const { mnistMirrors } = await import('../../data/mnist/files.js');
      const { onProgress, onNote } = downloadReport(process.stderr);
      const mirrors = [...(from === undefined ? [] : [from]), ...mnistMirrors];
      await fetchMnist(out, {
        mirrors,
        onNote,
        onFile: (file, bytes) => onProgress({ file, done: bytes, total: bytes }),
      });
      print(out);
    });
}
