import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { fetchCommand } from '../../hub/names.js';
import { downloadReport } from '../../terminal/download-progress.js';
import { print, printError } from '../../terminal/terminal.js';
import { signalStatus } from '../exit-status.js';
import { revisionOption } from './options.js';

const examples = `
Examples:
  credence model fetch EleutherAI/pythia-70m
  credence model fetch EleutherAI/pythia-410m --revision step3000

Fetches configuration, tokenizer and weights (safetensors) into the cache of Hugging Face's own
programs (HF_HOME, HF_HUB_CACHE), verifies them and prints the folder. HF_TOKEN or a token file
gives access to gated models; HF_ENDPOINT names another hub; HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and
NO_PROXY are obeyed. A fetch that is interrupted continues with the same command.`;

/** `credence model fetch`. */
export function modelFetchCommand() {
  return new Command('fetch')
    .summary('fetch a checkpoint from the hub')
    .description('Fetches a checkpoint from the hub into the cache and prints its folder.')
    .argument('<name>', 'name on the hub, such as EleutherAI/pythia-70m')
    .addOption(revisionOption())
    .addHelpText('after', examples)
    .action(async (name, { revision }) => {
      const { fetchCheckpoint } = await import('../../hub/checkpoint.js');
      const stop = new AbortController();
      const interrupt = () => stop.abort();
      process.once('SIGINT', interrupt);
      try {
        const folder = await fetchCheckpoint(name, {
          revision,
          ...downloadReport(process.stderr),
          signal: stop.signal,
        });
        print(folder);
        if (!existsSync(join(folder, 'tokenizer.json')))
          printError(
            `${name} has no tokenizer.json: transformers writes one into a folder with ` +
              `AutoTokenizer.from_pretrained("${name}").save_pretrained(FOLDER)`,
          );
      } catch (error) {
        if (!stop.signal.aborted) throw error;
        printError(`Stopped; to resume: ${fetchCommand(name, revision)}`);
        process.exitCode = signalStatus('SIGINT');
      } finally {
        process.off('SIGINT', interrupt);
      }
    });
}
