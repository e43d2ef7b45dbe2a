/** @module Layers and the module they extend. */
export { dropout } from './dropout.js';
export { Embedding } from './embedding.js';
export { initializeNormal } from './initialization.js';
export { LayerNorm } from './layer-norm.js';
export { Linear } from './linear.js';
export { Module } from './module.js';
export { RmsNorm } from './rms-norm.js';
export { SwiGlu } from './swiglu.js';
