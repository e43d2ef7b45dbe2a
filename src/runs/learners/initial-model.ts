import { loadPretrained } from '../../checkpoints/checkpoint.js';
import type { Dataset } from '../../data/dataset.js';
import type { EvaluationSet } from '../../data/evaluation-sets.js';
import { UserError } from '../../errors/user-error.js';
import type { Experiment } from '../../experiment/experiment.js';
import type { PretrainedOptions } from '../../experiment/models/pretrained.js';
import { localCheckpoint } from '../../hub/local-checkpoint.js';
import { buildModel } from '../../models/build.js';
import type { AnyLanguageModel } from '../../models/encoder-decoder.js';
import { FixedVocabularyTokenizer } from '../../tokenizers/fixed-vocabulary.js';
import { checkVocabulary, pretrainedTokenizer } from '../../tokenizers/pretrained.js';
import type { SavableTokenizer } from '../../tokenizers/saved-tokenizer.js';
import { WordLevelTokenizer } from '../../tokenizers/word-level.js';

/** The model that a run starts from, and the tokenizer that it reads with. */
export interface InitialModel {
  readonly model: AnyLanguageModel;
  readonly tokenizer: SavableTokenizer;
}

/**
 * The model that the first stage starts from, on `device`: a checkpoint that lies on this machine,
 * or random weights drawn from `seed`. Throws a UserError where the checkpoint or the tokenizer is
 * absent, or where the tokenizer has ids that the model has no embedding for.
 */
export function initialModel(
  { model: options, evaluate }: Pick<Experiment, 'model' | 'evaluate'>,
  dataset: Dataset,
  { seed, device }: { readonly seed: number; readonly device: string },
): InitialModel {
  if (options.kind === 'pretrained') {
    const folder = localCheckpoint(options.from, options.revision);
    const tokenizer = pretrainedTokenizer(folder);
    const model = loadPretrained(folder);
    try {
      checkArchitecture(options, model);
    } catch (error) {
      model.dispose();
      throw error;
    }
    checkVocabulary(tokenizer, model.vocabularySize, folder);
    return { tokenizer, model: model.moveTo(device) };
  }
  if (options.kind === 'stage')
    throw new RangeError('a stage of another experiment is read as the checkpoint in its folder');
  if (options.kind === 'convnext-v2')
    throw new UserError('model.kind: a convnext-v2 reads images, but these data are texts');
  const { tokenizer, rows } = scratchTokenizer(options, dataset, evaluate.sets);
  return { tokenizer, model: buildModel(options, { vocabularySize: rows, seed, device }) };
}

/**
 * What a model of random weights reads with, and the rows of its token embedding. Throws a UserError
 * where the tokenizer's file is absent, or has more ids than there are rows.
 */
export function scratchTokenizer(
  { vocabulary }: Pick<Extract<Experiment['model'], { vocabulary: unknown }>, 'vocabulary'>,
  dataset: Dataset,
  sets: readonly EvaluationSet[],
): { readonly tokenizer: SavableTokenizer; readonly rows: number } {
  const isFromData = vocabulary === 'from data';
  const tokenizer = isFromData
    ? tokenizerOf(dataset, sets)
    : pretrainedTokenizer(vocabulary.tokenizer);
  const rows = (isFromData ? undefined : vocabulary.rows) ?? tokenizer.vocabularySize;
  checkVocabulary(tokenizer, rows, 'model.vocabulary.rows');
  return { tokenizer, rows };
}

/** Throws a UserError where a checkpoint is not of the architecture that the options name. */
export function checkArchitecture(
  { from, architecture }: Pick<PretrainedOptions, 'from' | 'architecture'>,
  { architecture: found }: Pick<AnyLanguageModel, 'architecture'>,
): void {
  if (found === architecture) return;
  throw new UserError(
    `model.architecture: ${from} is ${found}, given '${architecture}': write '${found}' ` +
      `(--set model.architecture=${found})`,
  );
}

/** A word a token: of the vocabulary that the data fix, or of all words that there are. */
function tokenizerOf(dataset: Dataset, sets: readonly EvaluationSet[]): SavableTokenizer {
  const { words, isFixed } = dataset.vocabulary(sets);
  return isFixed ? new FixedVocabularyTokenizer(words) : new WordLevelTokenizer(words);
}
