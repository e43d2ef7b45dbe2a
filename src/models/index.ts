/** @module Models, one architecture a file. */

export { KeyValueCache } from './blocks/key-value-cache.js';
export { buildModel, type RandomModelOptions } from './build.js';
export { buildImageModel, type ImageModelOptions } from './build-image-model.js';
export { ConvNextV2, type ConvNextV2Config } from './convnext-v2.js';
export type { AnyLanguageModel, EncoderDecoder, Memory } from './encoder-decoder.js';
export { GptNeo, type GptNeoConfig } from './gpt-neo.js';
export { GptNeoX, type GptNeoXConfig } from './gpt-neox.js';
export { Gpt2, type Gpt2Config } from './gpt2.js';
export { GptJ, type GptJConfig } from './gptj.js';
export type { ForwardOptions, LanguageModel } from './language-model.js';
export { Llama, type LlamaConfig } from './llama.js';
export { Qwen3, type Qwen3Config } from './qwen3.js';
export { T5, type T5Config } from './t5.js';
