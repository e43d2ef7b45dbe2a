import type { LanguageModel } from '../models/language-model.js';
import type { Recipe } from '../stages/recipe.js';
import {
  autocast,
  backward,
  clearGradients,
  gradients,
  type Parameter,
  scope,
  type Tensor,
} from '../tensor/index.js';
import { type Batch, batchByLength } from './batches.js';
import { clipGlobalNorm } from './clipping.js';
import type { EncodedDocument } from './encoded-document.js';
import { summedLoss } from './loss.js';
import type { Optimizer } from './optimizer.js';

/** What an optimizer step did. */
export interface StepResult {
  /** Mean cross-entropy of the step's targets, in nats. */
  readonly loss: number;
  readonly targets: number;
}

/** What a step works on. */
export interface Trainee {
  readonly model: LanguageModel;
  readonly parameters: readonly Parameter[];
  readonly optimizer: Optimizer;
}

/**
 * One update: the documents' losses are added up over as many passes as their lengths need, and
 * divided once by the step's number of targets, so that every target weighs the same however the
 * documents are batched. Throws when the loss is not finite.
 */
export function trainingStep(
  { model, parameters, optimizer }: Trainee,
  documents: readonly EncodedDocument[],
  recipe: Recipe,
  learningRate: number,
): StepResult {
  const targets = documents.reduce((total, document) => total + document.targets, 0);
  return scope(() => {
    let loss = 0;
    for (const batch of batchByLength(documents, recipe.documentsPerPass ?? documents.length))
      loss += scope(() => addGradients(model, batch, recipe, targets).item());
    if (!Number.isFinite(loss))
      throw new Error(
        `the loss is ${loss} at learning rate ${learningRate}: ` +
          'lower the rate, warm up for longer or clip',
      );
    const summed = gradients(parameters);
    // A parameter on which the step's loss does not depend has no gradient.
    const directions = parameters.map((parameter, i) => summed[i] ?? parameter.zerosLike());
    if (recipe.clipNorm !== null) clipGlobalNorm(directions, recipe.clipNorm);
    optimizer.step(directions, learningRate);
    clearGradients(parameters);
    return { loss, targets };
  });
}

/** The batch's share of the step's mean loss [], its gradients added to the parameters'. */
function addGradients(model: LanguageModel, batch: Batch, recipe: Recipe, targets: number): Tensor {
  const loss = autocast(model.device, recipe.precision, () => summedLoss(model, batch)).div(
    targets,
  );
  backward(loss);
  return loss.detach();
}
