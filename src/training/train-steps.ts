import { UserError } from '../errors/user-error.js';
import type { Execution } from '../experiment/execution.js';
import type { Recipe } from '../experiment/recipe.js';
import { MersenneTwister } from '../random/mersenne-twister.js';
import { type Parameter, seedEngine } from '../tensor/index.js';
import { makeOptimizer } from './optimizers/make-optimizer.js';
import { PassSize } from './pass-size.js';
import { checkWarmup, learningRateFactor } from './schedules.js';
import { type Shown, update } from './update.js';

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

/** How a stage trains, whatever it shows. */
export interface Training {
  readonly model: { readonly device: string; parameters(): Parameter[] };
  readonly recipe: Recipe;
  /** Most documents of one forward pass; by default the whole step. */
  readonly microBatch?: Execution['microBatch'];
  /** Decides what is shown when, and what dropout leaves out. */
  readonly seed: number;
  /** Begins messages, such as `stages.stage1.`; default nothing. */
  readonly place?: string;
}

/**
 * Takes the steps of one stage, yielding after each; whoever iterates may evaluate in between, or
 * stop. A stage begins with a fresh optimizer and schedule: nothing but the weights passes from one
 * to the next, as in the authors' release. Throws when the warm-up is longer than the stage, when
 * the loss is not finite, and when memory runs out (`PassSize`).
 *
 * @param showEpoch what the steps of one epoch show, as many as `stepsPerEpoch`
 */
export function* trainSteps(
  { model, recipe, microBatch = null, seed, place = '' }: Training,
  stepsPerEpoch: number,
  showEpoch: () => Iterable<Shown>,
): Generator<StepReport> {
  const steps = recipe.epochs * stepsPerEpoch;
  checkWarmup(recipe, steps, place);
  seedEngine(MersenneTwister.named(seed, 'dropout').getrandbits(32));
  const parameters = model.parameters();
  const optimizer = makeOptimizer(parameters, recipe.optimizer);
  const passSize = new PassSize(microBatch, place);
  const trainee = { model, parameters, optimizer, passSize };
  try {
    for (let epoch = 0, step = 0; epoch < recipe.epochs; epoch++) {
      for (const shown of showEpoch()) {
        const learningRate = recipe.learningRate * learningRateFactor(recipe, step, steps);
        const result = update(trainee, shown, recipe, learningRate);
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
