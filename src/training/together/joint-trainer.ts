// Shapes: S models.
import type { UserError } from '../../errors/user-error.js';
import { ModuleStack } from '../../nn/index.js';
import {
  clearGradients,
  generatorState,
  type Parameter,
  releaseMemory,
  scope,
  sent,
  sharingCasts,
  stack,
  type Tensor,
  tensor,
} from '../../tensor/index.js';
import { clipFactors } from '../clipping.js';
import { addGradientsTogether, rowsAtOnce } from '../loss.js';
import { MicroBatchSize } from '../micro-batch-size.js';
import { makeOptimizer } from '../optimizers/make-optimizer.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import { takeStep } from '../optimizers/take-step.js';
import { checkWarmup, learningRateFactor } from '../schedules.js';
import { type StepReport, stepReport, type TrainerState } from '../trainer.js';
import type { DocumentBatch } from '../training-documents.js';
import { type JointMember, reasonAgainst } from './joint-member.js';
import { jointPasses } from './joint-passes.js';

/** What a step did to one model: a report, or why it cannot go on; null for one that is left out. */
export type JointReport = StepReport | UserError | null;

/**
 * Trains several models of one shape for a stage as one program: each operator computes for all of
 * them. Documents, their order, losses, clipping and optimizer are each model's own, so that every
 * model learns what it would learn alone, rounding aside. Until it is disposed of and after, the
 * models' parameters are views of their part of common ones, and are used as before.
 *
 * Owns the common parameters and the optimizer's tensors until `dispose`.
 */
export class JointTrainer {
  /** Steps of the whole stage. */
  readonly steps: number;
  readonly #members: readonly JointMember[];
  readonly #recipe: JointMember['recipe'];
  readonly #stack: ModuleStack;
  readonly #optimizer: Optimizer;
  readonly #microBatchSize: MicroBatchSize;
  /** Models that take no further step. */
  readonly #leftOut = new Set<number>();
  #step = 0;

  /** Throws TypeError where `reasonAgainst` has a reason, and as `Trainer` does. */
  constructor(members: readonly JointMember[]) {
    const reason = reasonAgainst(members);
    if (reason !== null) throw new TypeError(reason);
    const [{ recipe, data, path, microBatch = null }] = members as [JointMember];
    this.#members = members;
    this.#recipe = recipe;
    this.steps = recipe.epochs * data.stepsPerEpoch;
    checkWarmup(recipe, this.steps, path);
    this.#microBatchSize = new MicroBatchSize(microBatch);
    this.#stack = new ModuleStack(members.map(({ model }) => model));
    const trained = this.#stack.named.filter(([, { requiresGrad }]) => requiresGrad);
    this.#optimizer = makeOptimizer(trained, recipe.optimizer, true);
  }

  /** Takes no further step of the model at `index`, which may then be disposed of. */
  leaveOut(index: number): void {
    this.#leftOut.add(index);
  }

  /**
   * Takes the next step of all models; gives a report of each, in order. One whose loss is not finite
   * is left out from then on. Throws a UserError where memory runs out, after which the trainer
   * cannot go on, and an Error after the last step or where no model is left.
   */
  step(): readonly JointReport[] {
    const { steps } = this;
    if (this.#step === steps) throw new Error(`all ${steps} steps of the stage are taken`);
    if (this.#leftOut.size === this.#members.length) throw new Error('all models are left out');
    const recipe = this.#recipe;
    const learningRate = recipe.learningRate * learningRateFactor(recipe, this.#step, steps);
    const batches = this.#members.map(({ data }, model) =>
      this.#leftOut.has(model) ? null : data.nextBatch(),
    );
    const losses = this.#update(batches, learningRate);
    const step = ++this.#step;
    return this.#members.map(({ data, path = '' }, model) => {
      const batch = batches[model] ?? null;
      if (batch === null) return null;
      const { stepsPerEpoch } = data;
      const loss = losses[model] as number;
      const taken = { step, steps, stepsPerEpoch, learningRate, loss, targets: batch.targets };
      const report = stepReport(taken, path);
      if (report instanceof Error) this.leaveOut(model);
      return report;
    });
  }

  /**
   * What a `Trainer` of the model at `index` alone goes on from. Its tensors are views of the
   * optimizer's own, which the caller disposes of.
   */
  state(index: number): TrainerState {
    const { model, data } = this.#members[index] as JointMember;
    const own = new Map(model.namedParameters());
    const tensors = new Map<string, Tensor>();
    for (const [name, stacked] of this.#optimizer.tensors()) {
      const { shape } = own.get(name.slice(0, name.lastIndexOf('.'))) as Parameter;
      tensors.set(name, partOf(stacked, index, shape));
    }
    return {
      step: this.#step,
      data: data.state(),
      optimizer: { steps: this.#optimizer.steps, tensors },
      // Nothing was drawn from it, as there is no dropout.
      dropout: generatorState(model.device),
      microBatch: this.#microBatchSize.found,
    };
  }

  /**
   * Goes on from what `Trainer.state` or `state` gave of each model, in order, whose tensors it
   * copies; the models' weights are theirs. Throws RangeError where they are not after the same
   * step.
   */
  restore(states: readonly TrainerState[]): void {
    const [first] = states as [TrainerState];
    const { step, optimizer } = first;
    if (states.some((one) => one.step !== step || one.optimizer.steps !== optimizer.steps))
      throw new RangeError('states after other numbers of steps were given to one program');
    scope(() => {
      const tensors = new Map<string, Tensor>();
      for (const [name, stacked] of this.#optimizer.tensors()) {
        const all = stacked.zerosLike();
        for (const [index, one] of states.entries()) {
          const own = one.optimizer.tensors.get(name);
          if (own === undefined) throw new Error(`the state of model ${index} has no ${name}`);
          partOf(all, index, own.shape).copy_(own);
        }
        tensors.set(name, all);
      }
      this.#optimizer.restore({ steps: optimizer.steps, tensors });
    });
    for (const [index, { data }] of this.#members.entries())
      data.restore((states[index] as TrainerState).data);
    const found = states.flatMap(({ microBatch }) => microBatch ?? []);
    this.#microBatchSize.restore(found.length === 0 ? null : Math.min(...found));
    this.#step = step;
  }

  /** Frees the common parameters and the optimizer's tensors; the models stay. */
  dispose(): void {
    this.#optimizer.dispose();
    this.#stack.dispose();
  }

  /** One update by a batch of each model; returns the losses. */
  #update(batches: readonly (DocumentBatch | null)[], learningRate: number): number[] {
    return scope(() => {
      const losses = this.#accumulateGradients(batches);
      takeStep(this.#optimizer, learningRate, (gradients) => {
        const { clipNorm } = this.#recipe;
        return clipNorm === null ? null : clipFactors(gradients, clipNorm);
      });
      // Read last, and once: a device has all of the step's work by then.
      const all = stack(losses).toArray();
      return batches.map((_, model) =>
        losses.reduce((sum, __, pass) => sum + (all[pass * batches.length + model] as number), 0),
      );
    });
  }

  /** Takes the passes of a step forward and back; returns each's parts of the losses [S]. */
  #accumulateGradients(batches: readonly (DocumentBatch | null)[]): Tensor[] {
    const { model } = this.#members[batches.findIndex((batch) => batch !== null)] as JointMember;
    const { device } = model;
    const { precision } = this.#recipe;
    const documents = batches.map((batch) => batch?.documents ?? []);
    const examples = Math.max(...documents.map(({ length }) => length));
    const passing = { mostRows: rowsAtOnce(model), inOne: device !== 'cpu' };
    const ofTargets = Float32Array.from(batches, (batch) => (batch ? 1 / batch.targets : 0));
    const shares = sent(tensor(ofTargets, [batches.length]), device);
    return this.#microBatchSize.fit(
      examples,
      (most) =>
        sharingCasts(() =>
          jointPasses(documents, { ...passing, most }).map((pass) =>
            scope(() =>
              this.#stack.forward(model, () =>
                addGradientsTogether(model, pass, { precision, shares }),
              ),
            ),
          ),
        ),
      () => {
        clearGradients(this.#optimizer.parameters);
        releaseMemory(device);
      },
    );
  }
}

/** What a moment holds of the model at `index`, whose parameter has this shape; a view. */
function partOf(stacked: Tensor, index: number, shape: readonly number[]): Tensor {
  // A count of steps is of all models.
  if (stacked.shape.length === 0) return stacked.detach();
  return scope(() => {
    const part = stacked.select(0, index);
    const isOfElements = part.shape.length === shape.length;
    return isOfElements ? part.slice({ dim: 0, end: shape[0] as number }) : part;
  });
}
