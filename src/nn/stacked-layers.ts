// What layers compute for several modules at once.
// Shapes: S modules, B sequences of each, R rows of each, D width of an input, E of an output.
import { arange, type Tensor } from '../tensor/index.js';
import { Embedding } from './embedding.js';
import type { Layer } from './layer.js';
import { LayerNorm } from './layer-norm.js';
import { Linear } from './linear.js';
import { RmsNorm } from './rms-norm.js';
import { TiedHead } from './tied-head.js';

/** The parameters of a layer in S modules, along a leading axis. */
export interface StackedWeights {
  /** [S, ...] */
  readonly weight: Tensor;
  /** [S, ...] */
  readonly bias: Tensor | null;
  /**
   * [S, 1, E]: what is added to the outputs: 0, and -Infinity where a module has fewer outputs than
   * another; null where all have as many.
   */
  readonly absent: Tensor | null;
}

/** How many outputs a layer has whose number may differ between modules; null of other layers. */
export const outputsOf = (layer: Layer): number | null =>
  layer instanceof Linear || layer instanceof TiedHead ? layer.outputs : null;

/**
 * The output of `layer` with weights of its own for each of S modules. Their inputs come one after
 * the other along the first dimension, and so do the outputs: [S B, ...] -> [S B, ...]. As one
 * product for all modules, which is what S products of their own would give, rounding aside. Throws
 * TypeError for a layer of another kind (`isStackable`).
 */
export function stackedOutput(layer: Layer, input: Tensor, weights: StackedWeights): Tensor {
  const { weight, bias, absent } = weights;
  if (layer instanceof Linear) return product(input, weight, bias, absent);
  if (layer instanceof TiedHead) {
    const outputs = absent?.shape[2] ?? layer.outputs;
    return product(input, firstRows(weight, outputs), null, absent);
  }
  if (layer instanceof LayerNorm || layer instanceof RmsNorm)
    return scaled(layer.normalize(input), weight, bias);
  if (layer instanceof Embedding) return rows(input, weight);
  throw new TypeError(`a ${layer.constructor.name} cannot have weights of several modules`);
}

/** Whether `stackedOutput` knows the layer. */
export const isStackable = (layer: Layer): boolean =>
  [Linear, TiedHead, LayerNorm, RmsNorm, Embedding].some((kind) => layer instanceof kind);

/** `x` [S B, ..., D] with `weight` [S, E, D], `bias` [S, E], `absent` [S, 1, E] -> [S B, ..., E]. */
function product(x: Tensor, weight: Tensor, bias: Tensor | null, absent: Tensor | null): Tensor {
  const [modules, outputs, inputs] = weight.shape as [number, number, number];
  const own = x.reshape([modules, -1, inputs]);
  const turned = weight.transpose(1, 2);
  const added = bias ? (absent?.add(bias.unsqueeze(1)) ?? bias.unsqueeze(1)) : absent;
  const y = added ? added.baddbmm(own, turned) : own.bmm(turned);
  return y.view([...x.shape.slice(0, -1), outputs]);
}

/** `x` [S B, ..., D] times `weight` [S, D], plus `bias` [S, D]. */
function scaled(x: Tensor, weight: Tensor, bias: Tensor | null): Tensor {
  const { shape } = x;
  const own = x.view([...weight.shape.slice(0, 1), -1, shape.at(-1) as number]);
  const factor = weight.unsqueeze(1);
  const y = bias ? bias.unsqueeze(1).addcmul(own, factor) : own.mul(factor);
  return y.view(shape);
}

/** Rows `ids` [S B, ...] of `weight` [S, entries, D] -> [S B, ..., D]. */
function rows(ids: Tensor, weight: Tensor): Tensor {
  const [modules, entries] = weight.shape as [number, number];
  const starts = arange(0, modules, { device: ids.device }).mul(entries).unsqueeze(1);
  const own = ids.view([modules, -1]).add(starts).view(ids.shape);
  return weight.flatten({ endDim: 1 }).embedding(own);
}

/** Of `weight` [S, entries, D], what an output head of so many rows reads. */
function firstRows(weight: Tensor, outputs: number): Tensor {
  const [, entries] = weight.shape as [number, number];
  return outputs < entries ? weight.slice({ dim: 1, end: outputs }) : weight;
}
