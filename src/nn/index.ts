/** @module Layers and the module they extend. */
export { DepthwiseConvolution } from './depthwise-convolution.js';
export { dropout } from './dropout.js';
export { Embedding } from './embedding.js';
export { GlobalResponseNorm } from './global-response-norm.js';
export { initializeByFanIn, initializeNormal } from './initialization.js';
export { type ForwardHook, Layer, withForwardHook } from './layer.js';
export { LayerNorm } from './layer-norm.js';
export { Linear } from './linear.js';
export { type Activation, gelu, geluTanh, Mlp } from './mlp.js';
export { Module } from './module.js';
export { ModuleStack, reasonAgainstStack } from './module-stack.js';
export { PatchConvolution } from './patch-convolution.js';
export { RmsNorm } from './rms-norm.js';
export { SwiGlu } from './swiglu.js';
export { TiedHead } from './tied-head.js';
