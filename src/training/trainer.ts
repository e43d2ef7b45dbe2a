import { UserError } from '../errors/user-error.js';
import type { Recipe } from '../experiment/recipe.js';
import { MersenneTwister } from '../random/mersenne-twister.js';
import {
  clearGradients,
  generatorState,
  type Parameter,
  releaseMemory,
  scope,
  seedEngine,
  setGeneratorState,
  sharingCasts,
  stack,
} from '../tensor/index.js';
import { clipFactor } from './clipping.js';
import { type MicroBatchOption, MicroBatchSize } from './micro-batch-size.js';
import { makeOptimizer } from './optimizers/make-optimizer.js';
import type { NamedParameters, Optimizer, OptimizerState } from './optimizers/optimizer.js';
import { takeStep } from './optimizers/take-step.js';
import { checkWarmup, learningRateFactor } from './schedules.js';
import type { DataState, TrainingBatch, TrainingData } from './training-data.js';

/** What a stage is trained with. */
export interface TrainerOptions {
  /** Of its parameters those are trained that require a gradient. */
  readonly model: {
    readonly device: string;
    namedParameters(): Iterable<[path: string, parameter: Parameter]>;
  };
  readonly data: TrainingData;
  readonly recipe: Pick<
    Recipe,
    'epochs' | 'learningRate' | 'warmupSteps' | 'schedule' | 'optimizer' | 'clipNorm'
  >;
  /** Decides what dropout leaves out. */
  readonly seed: number;
  /** Default: null, all of a batch. */
  readonly microBatch?: MicroBatchOption;
  /** Begins messages about the recipe, such as `stages.stage1.`; default nothing. */
  readonly path?: string;
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
 * All that training goes on from, weights aside. Its tensors are the optimizer's own, which the
 * next step changes: write or copy them before. Everything else is a copy.
 */
export interface TrainerState {
  /** Steps taken. */
  readonly step: number;
  readonly data: DataState;
  readonly optimizer: OptimizerState;
  /** Of libtorch's generator on the model's device, which dropout draws from. */
  readonly dropout: Uint8Array;
  /** Most examples of a micro-batch that a search found to fit; null where it found no limit. */
  readonly microBatch: number | null;
}

/**
 * Trains a model for one stage, step by step. A stage begins with a fresh optimizer and schedule:
 * nothing but the weights passes from one to the next, as in the authors' release. The same seed
 * gives the same losses, whatever else draws or trains between two steps: on a processor bit for bit,
 * on the same machine and number of threads; on a GPU but for rounding, since some of its kernels
 * add up in an order that is another each time.
 *
 * With `state` and the weights, another trainer of the same options goes on as if there had been
 * no stop. Owns the optimizer's tensors until `dispose`.
 */
export class Trainer {
  /** Steps of the whole stage. */
  readonly steps: number;
  readonly #options: TrainerOptions;
  /** The parameters that are trained. */
  readonly #parameters: readonly Parameter[];
  readonly #optimizer: Optimizer;
  readonly #microBatchSize: MicroBatchSize;
  #dropout: Uint8Array;
  #step = 0;

  /** Throws where no parameter is trained, and a UserError where the warm-up outlasts the stage. */
  constructor(options: TrainerOptions) {
    const { model, data, recipe, seed, microBatch = null, path } = options;
    this.#options = options;
    this.steps = recipe.epochs * data.stepsPerEpoch;
    checkWarmup(recipe, this.steps, path);
    const trained = [...model.namedParameters()].filter(([, { requiresGrad }]) => requiresGrad);
    if (trained.length === 0) throw new Error('a model whose parameters are all frozen was given');
    this.#parameters = trained.map(([, parameter]) => parameter);
    seedEngine(MersenneTwister.named(seed, 'dropout').getrandbits(32));
    this.#dropout = generatorState(model.device);
    this.#microBatchSize = new MicroBatchSize(microBatch);
    this.#optimizer = makeOptimizer(trained, recipe.optimizer);
  }

  /**
   * Takes the next step. Throws a UserError where the loss is not finite or memory runs out, after
   * which the trainer cannot go on, and an Error after the last step.
   */
  step(): StepReport {
    const { steps } = this;
    const { data, recipe, path = '' } = this.#options;
    if (this.#step === steps) throw new Error(`all ${steps} steps of the stage are taken`);
    const learningRate = recipe.learningRate * learningRateFactor(recipe, this.#step, steps);
    const batch = data.nextBatch();
    const loss = this.#update(batch, learningRate);
    const step = ++this.#step;
    const { stepsPerEpoch } = data;
    const { targets } = batch;
    const report = stepReport({ step, steps, stepsPerEpoch, learningRate, loss, targets }, path);
    if (report instanceof UserError) throw report;
    return report;
  }

  /** One update of the parameters by a batch; returns its loss. */
  #update(batch: TrainingBatch, learningRate: number): number {
    return scope(() => {
      const losses = this.#accumulateGradients(batch);
      takeStep(this.#optimizer, learningRate, (gradients) => {
        const { clipNorm } = this.#options.recipe;
        return clipNorm === null ? null : clipFactor(gradients, clipNorm);
      });
      // Read last, and once: a device has all of the step's work by then.
      return stack(losses)
        .toArray()
        .reduce((sum, loss) => sum + loss, 0);
    });
  }

  /**
   * Takes the micro-batches of a batch forward and back, in smaller ones where memory runs out;
   * returns the part [] of the batch's loss that each has.
   */
  #accumulateGradients(batch: TrainingBatch) {
    const { device } = this.#options.model;
    return this.#microBatchSize.fit(
      batch.examples,
      (most) => {
        setGeneratorState(device, this.#dropout);
        const losses = sharingCasts(() =>
          batch.microBatches(most).map((microBatch) => scope(() => microBatch.addGradients())),
        );
        this.#dropout = generatorState(device);
        return losses;
      },
      () => {
        clearGradients(this.#parameters);
        releaseMemory(device);
      },
    );
  }

  /** Whether all steps of the stage are taken. */
  get isDone(): boolean {
    return this.#step === this.steps;
  }

  /** Steps taken. */
  get taken(): number {
    return this.#step;
  }

  /** How many models take their steps with this one's, itself counted. */
  get models(): number {
    return 1;
  }

  /** Throws a UserError where a parameter that is trained holds a number that is not finite. */
  checkFinite(): void {
    checkFinite(this.#optimizer.named, this.#options, { step: this.#step, steps: this.steps });
  }

  /**
   * Takes the steps that are left, yielding after each; whoever iterates may test the model in
   * between, or stop. Disposes of the trainer at the end, also where it is stopped.
   */
  *run(): Generator<StepReport> {
    try {
      while (this.#step < this.steps) yield this.step();
    } finally {
      this.dispose();
    }
  }

  /** What another trainer goes on from; to be taken between two steps. */
  state(): TrainerState {
    const optimizer = { steps: this.#optimizer.steps, tensors: this.#optimizer.tensors() };
    return {
      step: this.#step,
      data: this.#options.data.state(),
      optimizer,
      dropout: this.#dropout.slice(),
      microBatch: this.#microBatchSize.found,
    };
  }

  /**
   * Goes on from a state, whose tensors it copies; the model's weights are for the caller to fill.
   * Throws where the state is of other parameters, of another optimizer or of a longer stage.
   */
  restore({ step, data, optimizer, dropout, microBatch }: TrainerState): void {
    if (step > this.steps)
      throw new RangeError(`a state after ${step} steps was given to a stage of ${this.steps}`);
    this.#optimizer.restore(optimizer);
    this.#options.data.restore(data);
    this.#microBatchSize.restore(microBatch);
    this.#dropout = dropout.slice();
    this.#step = step;
  }

  /** Frees the optimizer's tensors; the model stays. */
  dispose(): void {
    this.#optimizer.dispose();
  }
}

/** What takes the steps of a stage: a `Trainer`, or one that shares its steps with others. */
export type StageTrainer = Pick<Trainer, keyof Trainer>;

/** Throws a UserError where one of `named` holds a number that is not finite after a step. */
export function checkFinite(
  named: NamedParameters,
  { recipe, path = '' }: Pick<TrainerOptions, 'recipe' | 'path'>,
  { step, steps }: Pick<StepReport, 'step' | 'steps'>,
): void {
  const areFinite = scope(() =>
    stack(named.map(([, parameter]) => parameter.isfinite().all())).toArray(),
  );
  const broken = named.filter((_, index) => areFinite[index] === 0);
  const [first] = broken;
  if (first === undefined) return;
  const more = broken.length === 1 ? '' : ` and ${broken.length - 1} other parameters`;
  throw new UserError(
    `${path}learningRate: after step ${step} of ${steps} the weights ${first[0]}${more} ` +
      `are not finite (NaN or infinite) at learning rate ${recipe.learningRate}: lower the rate, ` +
      'warm up for longer or clip',
  );
}

/** The report of a step, or the UserError of one whose loss is not finite. */
export function stepReport(
  {
    stepsPerEpoch,
    ...taken
  }: Omit<StepReport, 'epoch' | 'endOfEpoch'> & { readonly stepsPerEpoch: number },
  path: string,
): StepReport | UserError {
  const { step, steps, loss, learningRate } = taken;
  if (!Number.isFinite(loss))
    return new UserError(
      `${path}learningRate: the loss of step ${step} of ${steps} is ${loss} at learning rate ` +
        `${learningRate}: lower the rate, warm up for longer or clip`,
    );
  const epoch = step / stepsPerEpoch;
  return { ...taken, epoch, endOfEpoch: step % stepsPerEpoch === 0 ? epoch : null };
}
