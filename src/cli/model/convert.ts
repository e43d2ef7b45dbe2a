import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from '@commander-js/extra-typings';
import { UserError } from '../../errors/user-error.js';
import { checkNewFolder } from '../../files/new-folder.js';
import { readBytes } from '../../files/read-file.js';
import { writeWhole } from '../../files/write-whole.js';
import { print } from '../../terminal/terminal.js';
import { pathArgument } from '../options.js';
import { loadModelOn, revisionOption } from './options.js';

const examples = `
Examples:
  credence model convert ./pythia-410m --out ./bf16 --dtype bfloat16
  credence model convert ./sharded --out ./whole      several files into one

Writes config.json and model.safetensors as transformers reads them, and copies the tokenizer.`;

/** Files beside the model that are copied as they are. */
const copied = [
  'generation_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'vocab.json',
  'merges.txt',
  'spiece.model',
  'tokenizer.model',
];

/** `credence model convert`. */
export function modelConvertCommand() {
  return new Command('convert')
    .summary('copy a checkpoint, optionally in another dtype')
    .description('Copies a checkpoint to another folder: weights in one file, in the wanted dtype.')
    .argument('<model>', 'folder of a checkpoint, or name of one on the hub that was fetched')
    .requiredOption('--out <dir>', 'folder to write, new or empty (required)', pathArgument)
    .addOption(
      new Option('--dtype <dtype>', 'type of the weights to write')
        .choices(['float32', 'float16', 'bfloat16'] as const)
        .default('float32' as const),
    )
    .addOption(revisionOption())
    .addHelpText('after', examples)
    .action(async (from, { out, dtype, revision }) => {
      const { folder, model } = await loadModelOn(from, { revision, device: 'cpu' });
      if (existsSync(out) && realpathSync(out) === realpathSync(folder))
        throw new UserError(`--out ${out} is the checkpoint itself: give another folder`);
      checkNewFolder(out, '--out');
      // Before the model, whose config.json comes last: with it the folder is a whole checkpoint.
      for (const file of copied)
        if (existsSync(join(folder, file)))
          writeWhole(join(out, file), readBytes(join(folder, file)));
      const { savePretrained } = await import('../../checkpoints/checkpoint.js');
      savePretrained(model, out, { dtype });
      print(out);
    });
}
