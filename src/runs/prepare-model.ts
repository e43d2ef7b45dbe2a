import { allDocuments, type Dataset } from '../data/dataset.js';
import { UserError } from '../data/user-error.js';
import { buildModel } from '../models/build.js';
import { loadPretrained } from '../models/checkpoint.js';
import type { AnyLanguageModel } from '../models/encoder-decoder.js';
import { localCheckpoint } from '../models/local-checkpoint.js';
import type { Experiment } from '../stages/experiment.js';
import { pretrainedTokenizer } from '../tokenizers/pretrained.js';
import type { Tokenizer } from '../tokenizers/tokenizer.js';
import { wordLevelTokenizer } from '../tokenizers/word-level.js';

/** A model and the tokenizer that it reads with. */
export interface PreparedModel {
  readonly model: AnyLanguageModel;
  readonly tokenizer: Tokenizer;
}

/**
 * The model that the first stage starts from, on `device`: a checkpoint that lies on this machine,
 * or random weights drawn from `seed`. Throws a UserError where the checkpoint or the tokenizer is
 * absent, or where the tokenizer has ids that the model has no embedding for.
 */
export function prepareModel(
  { model: options, evaluate }: Pick<Experiment, 'model' | 'evaluate'>,
  dataset: Dataset,
  { seed, device }: { readonly seed: number; readonly device: string },
): PreparedModel {
  if (options.kind === 'pretrained') {
    const folder = localCheckpoint(options.from, options.revision);
    const tokenizer = pretrainedTokenizer(folder);
    const model = loadPretrained(folder).moveTo(device);
    checkRows(tokenizer, model.vocabularySize, folder);
    return { tokenizer, model };
  }
  const { vocabulary } = options;
  const isFromData = vocabulary === 'from data';
  const tokenizer = isFromData
    ? wordLevelTokenizer(allDocuments(dataset, evaluate.sets))
    : pretrainedTokenizer(vocabulary.tokenizer);
  const rows = (isFromData ? undefined : vocabulary.rows) ?? tokenizer.vocabularySize;
  checkRows(tokenizer, rows, 'model.vocabulary.rows');
  return { tokenizer, model: buildModel(options, { vocabularySize: rows, seed, device }) };
}

function checkRows(tokenizer: Tokenizer, rows: number, where: string): void {
  const { vocabularySize } = tokenizer;
  if (vocabularySize <= rows) return;
  throw new UserError(
    `${where}: the tokenizer has ${vocabularySize} tokens, but the model has embeddings for ` +
      `${rows} only: they do not belong together`,
  );
}
