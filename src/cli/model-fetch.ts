import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { fetchCheckpoint } from '../models/hub-checkpoint.js';
import type { Progress } from '../models/hub-download.js';
import { fetchCommand } from '../models/hub-names.js';
import { revisionOption } from './model-options.js';
import { print } from './terminal.js';

const examples = `
Examples:
  credence model fetch EleutherAI/pythia-70m
  credence model fetch EleutherAI/pythia-410m --revision step3000

Fetches configuration, tokenizer and weights (safetensors) into the cache that Hugging Face's own
programs use (HF_HOME, HF_HUB_CACHE), verifies them, and prints the folder. HF_TOKEN or a token file
opens gated models; HF_ENDPOINT names another hub. Stopped or cut off, it goes on where it was.`;

/** Exit status of a command that SIGINT ended, as shells have it. */
const interruptedStatus = 130;
const leastMsBetweenLines = 100;
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

/** Shows progress: in one line where `stream` is a terminal, else a line a file. */
function showProgress(stream: NodeJS.WriteStream): (progress: Progress) => void {
  let shown = 0;
  return ({ file, done, total }) => {
    const now = performance.now();
    const ended = done === total;
    if (!stream.isTTY) {
      if (ended) stream.write(`${file}  ${megabytes(total)}\n`);
    } else if (ended || now - shown > leastMsBetweenLines) {
      shown = now;
      const line = `${file}  ${megabytes(done)} of ${megabytes(total)}`;
      stream.write(`\r\x1b[K${line}${ended ? '\n' : ''}`);
    }
  };
}

/** `credence model fetch`. */
export function modelFetchCommand() {
  return new Command('fetch')
    .summary('fetch a checkpoint from the hub')
    .description('Fetches a checkpoint from the hub into the cache and prints its folder.')
    .argument('<name>', 'name of the hub, such as EleutherAI/pythia-70m')
    .addOption(revisionOption())
    .addHelpText('after', examples)
    .action(async (name, { revision }) => {
      const stop = new AbortController();
      const interrupt = () => stop.abort();
      process.once('SIGINT', interrupt);
      try {
        const folder = await fetchCheckpoint(name, {
          revision,
          onProgress: showProgress(process.stderr),
          signal: stop.signal,
        });
        print(folder);
        if (!existsSync(join(folder, 'tokenizer.json')))
          process.stderr.write(
            `${name} has no tokenizer.json: transformers writes one into a folder with ` +
              `AutoTokenizer.from_pretrained("${name}").save_pretrained(FOLDER)\n`,
          );
      } catch (error) {
        if (!stop.signal.aborted) throw error;
        process.stderr.write(`\nStopped; to go on: ${fetchCommand(name, revision)}\n`);
        process.exitCode = interruptedStatus;
      } finally {
        process.off('SIGINT', interrupt);
      }
    });
}
