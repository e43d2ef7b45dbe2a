import { initializeNormal } from '../nn/index.js';
import type { ModelOptions } from '../stages/model-options.js';
import { seedEngine } from '../tensor/index.js';
import { GptNeoX } from './gpt-neox.js';
import type { LanguageModel } from './language-model.js';

/**
 * A model of random initial weights as transformers draws them: normal with standard deviation
 * `initializerRange` for matrices, 0 for biases, 1 for norms. Drawn on the host, so that the same
 * seed gives the same weights on every device.
 */
export function buildModel(
  options: ModelOptions,
  { vocabularySize, seed, device }: { vocabularySize: number; seed: number; device: string },
): LanguageModel {
  const { kind: _, vocabulary: __, ...config } = options;
  const model = new GptNeoX({ ...config, vocabularySize });
  seedEngine(seed);
  initializeNormal(model, options.initializerRange);
  return model.moveTo(device);
}
