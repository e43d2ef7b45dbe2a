/** @module Models in files: Hugging Face's folders, safetensors, and the weights of a run. */
export {
  loadPretrained,
  loadPretrainedImageModel,
  loadWeights,
  type SaveOptions,
  savePretrained,
} from './checkpoint.js';
export { readCheckpoint } from './checkpoint-files.js';
export { readSafetensors, writeSafetensors } from './safetensors.js';
export { saveCheckpoint } from './save-checkpoint.js';
