import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { UserError } from '../../errors/user-error.js';
import { checkWritable } from '../../files/writable.js';
import { print } from '../../terminal/terminal.js';
import {
  deviceOption,
  pathArgument,
  quickOption,
  runsOption,
  setOption,
  smallOption,
} from '../options.js';
import {
  epochOption,
  loadModelOn,
  modelArgument,
  revisionOption,
  stageSecondSeedOption,
  stageSeedOption,
} from './options.js';

const examples = `
Examples:
  credence model logits ./checkpoint --ids ids.json --out logits.safetensors
  credence model logits ./t5 --ids a.json --decoder-ids b.json --out l.st
  credence model logits world:stage2 --seed 10 --ids ids.json --out l.st

A file of ids is a list of texts, each a list of token ids, such as [[12, 7, 3], [5, 1]]. Shorter
texts are padded on the right, and the padding is masked. The result is a float32 tensor "logits":
texts x tokens of the longest x rows of the vocabulary. An encoder-decoder such as T5 reads --ids,
and the logits are those at --decoder-ids, which begin with the token that its decoder reads
first.`;

const isSameFile = (one: string, other: string): boolean =>
  existsSync(one) && existsSync(other) && realpathSync(one) === realpathSync(other);

/** `credence model logits`. */
export function modelLogitsCommand() {
  return new Command('logits')
    .summary('compute the logits of token ids')
    .description('Writes the next-token logits at every position of texts given as token ids.')
    .argument('<model>', modelArgument)
    .requiredOption('--ids <file>', 'JSON file with the token ids to read (required)', pathArgument)
    .requiredOption('--out <file>', 'safetensors file to write (required)', pathArgument)
    .option(
      '--decoder-ids <file>',
      'JSON file with the token ids of the decoder, for T5',
      pathArgument,
    )
    .addOption(revisionOption())
    .addOption(stageSeedOption())
    .addOption(stageSecondSeedOption())
    .addOption(epochOption())
    .addOption(setOption())
    .addOption(quickOption())
    .addOption(smallOption())
    .addOption(runsOption())
    .addOption(deviceOption())
    .addHelpText('after', examples)
    .action(async (from, { ids, out, decoderIds, device = 'auto', ...choice }) => {
      const { readIds } = await import('./id-lists.js');
      const texts = readIds(ids);
      const written = decoderIds === undefined ? null : readIds(decoderIds);
      if (written !== null && written.length !== texts.length)
        throw new UserError(
          `${decoderIds} has ${written.length} texts, but ${ids} has ${texts.length}: each ` +
            'text that the encoder reads needs one for the decoder',
        );
      checkWritable(dirname(out));
      const { folder, model } = await loadModelOn(from, { ...choice, device });
      const read = [ids, ...(decoderIds === undefined ? [] : [decoderIds])];
      for (const input of [...read, ...readdirSync(folder).map((name) => join(folder, name))])
        if (isSameFile(out, input))
          throw new UserError(`--out ${out} is what is read: give another file`);
      const { writeLogits } = await import('./computed-logits.js');
      const shape = writeLogits(out, model, texts, written);
      print(`${out}  logits [${shape}] float32`);
    });
}
