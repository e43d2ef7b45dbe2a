import type { Recipe } from '../experiment/recipe.js';
import type { AnyLanguageModel } from '../models/encoder-decoder.js';
import { scope, sharingCasts } from '../tensor/index.js';
import { batchByLength } from './batches.js';
import type { EncodedDocument } from './encoded-document.js';
import { addGradients } from './loss.js';
import { type Shown, type StepResult, type Trainee, update } from './update.js';

/**
 * What a step shows a language model: the documents' losses are added up over as many passes as
 * their lengths and the memory need, and divided once by the step's number of targets, so that
 * every target weighs the same however the documents are batched.
 */
export function shownDocuments(
  model: AnyLanguageModel,
  documents: readonly EncodedDocument[],
  { precision }: Pick<Recipe, 'precision'>,
): Shown {
  const targets = documents.reduce((total, document) => total + document.targets, 0);
  return {
    examples: documents.length,
    targets,
    addGradients: (documentsPerPass) =>
      sharingCasts(() =>
        batchByLength(documents, documentsPerPass).map((batch) =>
          scope(() => addGradients(model, batch, { precision, divisor: targets })),
        ),
      ),
  };
}

/** One update of a language model by some documents. */
export function trainingStep(
  trainee: Trainee & { readonly model: AnyLanguageModel },
  documents: readonly EncodedDocument[],
  recipe: Recipe,
  learningRate: number,
): StepResult {
  return update(trainee, shownDocuments(trainee.model, documents, recipe), recipe, learningRate);
}
