import { join } from 'node:path';
import { writeWhole } from '../files/write-whole.js';
import type { AnyLanguageModel } from '../models/encoder-decoder.js';
import type { SavableTokenizer } from '../tokenizers/saved-tokenizer.js';
import { endIdsOf } from '../tokenizers/tokenizer.js';
import { type SaveOptions, savePretrained } from './checkpoint.js';

/** How texts are generated, where no file of a checkpoint says it. */
const generationFile = 'generation_config.json';

/**
 * Writes a language model and its tokenizer to `folder` as transformers reads them, and as
 * `loadPretrained` and `pretrainedTokenizer` do; each file whole or not at all, `config.json` last.
 */
export function saveCheckpoint(
  model: AnyLanguageModel,
  tokenizer: SavableTokenizer,
  folder: string,
  { dtype }: Pick<SaveOptions, 'dtype'> = {},
): void {
  const { files, modelKeys } = tokenizer.saved();
  for (const [name, content] of files) writeWhole(join(folder, name), content);
  if (!files.has(generationFile))
    writeWhole(join(folder, generationFile), generationText(model, tokenizer));
  savePretrained(model, folder, { ...(dtype ? { dtype } : {}), keys: modelKeys });
}

/** Greedy decoding from the ids that the model and its tokenizer have. */
function generationText(model: AnyLanguageModel, tokenizer: SavableTokenizer): string {
  const ends = endIdsOf(tokenizer);
  const settings = {
    do_sample: false,
    ...(ends.length === 0 ? {} : { eos_token_id: ends.length === 1 ? ends[0] : ends }),
    pad_token_id: tokenizer.padId,
    ...(model.architecture === 'causal' ? {} : { decoder_start_token_id: model.startId }),
  };
  return `${JSON.stringify(settings, null, 2)}\n`;
}
