/** @module Models in files: Hugging Face's folders, safetensors, and the weights of a run. */
export {
  loadModel,
  loadPretrained,
  loadPretrainedImageModel,
  saveModel,
  savePretrained,
} from './checkpoint.js';
export { readCheckpoint } from './checkpoint-files.js';
export { readSafetensors, writeSafetensors } from './safetensors.js';
