import type { AnyLanguageModel } from '../models/encoder-decoder.js';
import type { Recipe } from '../stages/recipe.js';
import {
  clearGradients,
  gradients,
  type Parameter,
  releaseMemory,
  scope,
  sharingCasts,
  stack,
} from '../tensor/index.js';
import { batchByLength } from './batches.js';
import { clipGlobalNorm } from './clipping.js';
import type { EncodedDocument } from './encoded-document.js';
import { addGradients } from './loss.js';
import type { Optimizer } from './optimizer.js';
import type { PassSize } from './pass-size.js';

/** What an optimizer step did. */
export interface StepResult {
  /** Mean cross-entropy of the step's targets, in nats. */
  readonly loss: number;
  readonly targets: number;
}

/** What a step works on. */
export interface Trainee {
  readonly model: AnyLanguageModel;
  readonly parameters: readonly Parameter[];
  readonly optimizer: Optimizer;
  readonly passSize: PassSize;
}

/**
 * One update: the documents' losses are added up over as many passes as their lengths and the
 * memory need, and divided once by the step's number of targets, so that every target weighs the
 * same however the documents are batched. Where the loss is not finite, neither are the weights.
 */
export function trainingStep(
  trainee: Trainee,
  documents: readonly EncodedDocument[],
  recipe: Recipe,
  learningRate: number,
): StepResult {
  const { model, parameters, optimizer, passSize } = trainee;
  const targets = documents.reduce((total, document) => total + document.targets, 0);
  return scope(() => {
    const losses = passSize.fit(
      documents.length,
      (documentsPerPass) =>
        sharingCasts(() =>
          batchByLength(documents, documentsPerPass).map((batch) =>
            scope(() =>
              addGradients(model, batch, { precision: recipe.precision, divisor: targets }),
            ),
          ),
        ),
      () => {
        clearGradients(parameters);
        releaseMemory(model.device);
      },
    );
    const summed = gradients(parameters);
    // A parameter on which the step's loss does not depend has no gradient.
    const directions = parameters.map((parameter, i) => summed[i] ?? parameter.zerosLike());
    if (recipe.clipNorm !== null) clipGlobalNorm(directions, recipe.clipNorm);
    optimizer.step(directions, learningRate);
    clearGradients(parameters);
    // Read last, and once: a device has all of the step's work by then.
    const loss = stack(losses).toArray();
    return { loss: loss.reduce((total, one) => total + one, 0), targets };
  });
}
