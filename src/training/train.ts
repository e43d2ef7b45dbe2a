import type { Document } from '../data/documents.js';
import { MersenneTwister } from '../data/mersenne-twister.js';
import { UserError } from '../data/user-error.js';
import type { AnyLanguageModel } from '../models/encoder-decoder.js';
import type { Recipe, TrainingMode } from '../stages/recipe.js';
import { seedEngine } from '../tensor/index.js';
import type { Tokenizer } from '../tokenizers/tokenizer.js';
import { shuffledSteps, stepSizes } from './batches.js';
import { encodeDocument } from './encoded-document.js';
import { makeOptimizer } from './make-optimizer.js';
import { PassSize } from './pass-size.js';
import { checkWarmup, learningRateFactor } from './schedules.js';
import { trainingStep } from './step.js';

/** What one stage trains, on what and how. */
export interface StageTraining {
  readonly model: AnyLanguageModel;
  readonly tokenizer: Tokenizer;
  readonly documents: readonly Document[];
  readonly recipe: Recipe;
  readonly mode: TrainingMode;
  /** Decides the order of the documents and what dropout leaves out. */
  readonly seed: number;
  /** Begins messages, such as `stages.stage1.`; default nothing. */
  readonly place?: string;
}

/** What a step did and where in the stage it stands. */
export interface StepReport {
  /** From 1. */
  readonly step: number;
  /** Steps of the whole stage. */
  readonly steps: number;
  /** Epochs done, with their fraction. */
  readonly epoch: number;
  /** The epoch, from 1, that this step completes, or null. */
  readonly endOfEpoch: number | null;
  /** Mean cross-entropy of the step's targets, in nats. */
  readonly loss: number;
  readonly learningRate: number;
  readonly targets: number;
}

/**
 * Trains one stage, yielding after every step; whoever iterates may evaluate in between, or stop.
 * A stage begins with a fresh optimizer and schedule: nothing but the weights passes from one to
 * the next, as in the authors' release. The same seed gives the same losses, bit for bit, on the
 * same machine and number of threads. Throws when there is no document, when the warm-up is longer
 * than the stage, when the loss is not finite, and when memory runs out (`PassSize`).
 */
export function* train(stage: StageTraining): Generator<StepReport> {
  const { model, tokenizer, recipe, mode, place = '' } = stage;
  if (stage.documents.length === 0) throw new Error('a stage needs at least one document');
  const encoding = { mode, loss: recipe.loss, architecture: model.architecture };
  const documents = stage.documents.map((document) =>
    encodeDocument(document, tokenizer, encoding),
  );
  const random = MersenneTwister.named(stage.seed, 'order of training documents');
  const stepsPerEpoch = stepSizes(documents.length, recipe).length;
  const steps = recipe.epochs * stepsPerEpoch;
  checkWarmup(recipe, steps, place);
  seedEngine(MersenneTwister.named(stage.seed, 'dropout').getrandbits(32));
  const parameters = model.parameters();
  const optimizer = makeOptimizer(parameters, recipe.optimizer);
  const trainee = {
    model,
    parameters,
    optimizer,
    passSize: new PassSize(recipe.documentsPerPass, place),
  };
  try {
    for (let epoch = 0, step = 0; epoch < recipe.epochs; epoch++) {
      for (const shown of shuffledSteps(documents, recipe, random)) {
        const learningRate = recipe.learningRate * learningRateFactor(recipe, step, steps);
        const result = trainingStep(trainee, shown, recipe, learningRate);
        step++;
        if (!Number.isFinite(result.loss))
          throw new UserError(
            `${place}learningRate: the loss of step ${step} of ${steps} is ${result.loss} at ` +
              `learning rate ${learningRate}: lower the rate, warm up for longer or clip`,
          );
        const endOfEpoch = step === (epoch + 1) * stepsPerEpoch ? epoch + 1 : null;
        yield { step, steps, epoch: step / stepsPerEpoch, endOfEpoch, learningRate, ...result };
      }
    }
  } finally {
    optimizer.dispose();
  }
}
