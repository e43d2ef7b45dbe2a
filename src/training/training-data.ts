import type { Tensor } from '../tensor/index.js';

/**
 * What a trainer learns from: it gives the batches of one step after another, knows the loss of
 * each of their parts, and can be stopped and moved.
 */
export interface TrainingData {
  /** Steps of an epoch. */
  readonly stepsPerEpoch: number;
  /** The batch of the next step; epochs follow one another without an end. */
  nextBatch(): TrainingBatch;
  /** From where the next batch is drawn; a copy. */
  state(): DataState;
  /** Goes on from a state that the same data gave. */
  restore(state: DataState): void;
}

/** What one step of the optimizer learns from. */
export interface TrainingBatch {
  readonly examples: number;
  /** What the batch's loss is the mean over: tokens that bear loss, or cells of images. */
  readonly targets: number;
  /** The batch in parts of at most so many examples. */
  microBatches(most: number): readonly MicroBatch[];
}

/** Part of a batch that goes through the model in one forward and one backward pass. */
export interface MicroBatch {
  /**
   * Takes it forward and back: adds the gradient of its part of the batch's mean loss to the
   * parameters', and gives that part [].
   */
  addGradients(): Tensor;
}

/** Where training data stand. */
export interface DataState {
  /** Steps taken of the epoch under way, from 0. */
  readonly stepOfEpoch: number;
  /** States of the generators that draw them (`MersenneTwister.state`), by what each draws. */
  readonly generators: Readonly<Record<string, Uint32Array>>;
}

/** The state of one of the generators; throws where it is not there. */
export function generatorOf({ generators }: DataState, name: string): Uint32Array {
  const found = generators[name];
  if (found) return found;
  const known = Object.keys(generators).join(', ');
  throw new Error(`the state of training data has no generator "${name}", it has [${known}]`);
}
