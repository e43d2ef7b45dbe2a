import { noGrad, numel, type Parameter } from '../tensor/index.js';
import { DepthwiseConvolution } from './depthwise-convolution.js';
import { Embedding } from './embedding.js';
import { Linear } from './linear.js';
import type { Module } from './module.js';
import { PatchConvolution } from './patch-convolution.js';

/**
 * Draws the weights of every linear layer, convolution and embedding in `module` from a normal
 * distribution of mean 0 and standard deviation `std`; biases stay 0 and norms 1. As transformers'
 * `_init_weights` for the GPT models and ConvNeXt V2. Draws from libtorch's generator
 * (`seedEngine`).
 */
export function initializeNormal(module: Module, std: number): void {
  noGrad(() => {
    for (const weight of weights(module)) weight.normal_({ std });
  });
}

/**
 * As `initializeNormal`, with a standard deviation of 1 / √(numbers that one output reads) for each
 * weight, so that outputs are about as large as inputs (LeCun et al. 1998, "Efficient BackProp",
 * section 4.6).
 */
export function initializeByFanIn(module: Module): void {
  noGrad(() => {
    for (const weight of weights(module)) {
      const fanIn = numel(weight.shape.slice(1));
      weight.normal_({ std: fanIn ** -0.5 });
    }
  });
}

const weighted = [Linear, Embedding, PatchConvolution, DepthwiseConvolution];

/** Weights of the layers in `module` that are drawn. */
function* weights(module: Module): Generator<Parameter> {
  for (const layer of module.modules())
    for (const kind of weighted) if (layer instanceof kind) yield layer.weight;
}
