import type { Document } from '../data/documents.js';
import type { TrainingMode } from '../experiment/recipe.js';
import type { AnyLanguageModel } from '../models/encoder-decoder.js';
import { MersenneTwister } from '../random/mersenne-twister.js';
import type { Tokenizer } from '../tokenizers/tokenizer.js';
import { shuffledSteps, stepSizes } from './batches.js';
import { encodeDocument, encodingFor } from './encoded-document.js';
import { shownDocuments } from './step.js';
import { type StepReport, type Training, trainSteps } from './train-steps.js';

/** What one stage trains a language model on, and how. */
export interface StageTraining extends Training {
  readonly model: AnyLanguageModel;
  readonly tokenizer: Tokenizer;
  readonly documents: readonly Document[];
  readonly mode: TrainingMode;
}

/**
 * Trains one stage of a language model, as `trainSteps`. The same seed gives the same losses, bit
 * for bit, on the same machine and number of threads. Throws when there is no document.
 */
export function* train(stage: StageTraining): Generator<StepReport> {
  const { model, tokenizer, recipe, mode } = stage;
  if (stage.documents.length === 0) throw new Error('a stage needs at least one document');
  const encoding = encodingFor(model, { mode, loss: recipe.loss });
  const documents = stage.documents.map((document) =>
    encodeDocument(document, tokenizer, encoding),
  );
  const random = MersenneTwister.named(stage.seed, 'order of training documents');
  yield* trainSteps(stage, stepSizes(documents.length, recipe).length, function* () {
    for (const documentsOfStep of shuffledSteps(documents, recipe, random))
      yield shownDocuments(model, documentsOfStep, recipe);
  });
}
