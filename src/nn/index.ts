/** @module Layers and the module they extend. */
export { Embedding } from './embedding.js';
export { initializeNormal } from './initialization.js';
export { LayerNorm } from './layer-norm.js';
export { Linear } from './linear.js';
export { Module } from './module.js';
