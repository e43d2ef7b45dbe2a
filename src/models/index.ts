/** @module Models, one architecture a file, and their checkpoints. */
export { buildModel } from './build.js';
export { loadModel, loadPretrained, saveModel } from './checkpoint.js';
export { GptNeoX, type GptNeoXConfig } from './gpt-neox.js';
export type { ForwardOptions, LanguageModel } from './language-model.js';
export { readCheckpoint, readSafetensors, writeSafetensors } from './safetensors.js';
