import { ConfigFile, type Json } from './config-file.js';
import { type LlamaDefaults, llamaConfigFrom, llamaConfigJson } from './llama-config.js';
import type { Qwen3Config } from './qwen3.js';

const qwen3Defaults: LlamaDefaults = {
  vocabularySize: 151_936,
  hidden: 22_016,
  headWidth: 128,
  keyValueHeads: 32,
  maxTokens: 32_768,
};

/**
 * Reads a Qwen3 `config.json` of transformers 4 or 5. Throws, naming the key, on a value of the
 * wrong type and on variants that the model does not compute.
 */
export function qwen3ConfigFrom(file: ConfigFile): Qwen3Config {
  file.only('use_sliding_window', false);
  // Unlike Llama's it may not be null.
  file.share('attention_dropout');
  if (file.has('sliding_window')) file.number('sliding_window');
  const { mlpBias: _, ...config } = llamaConfigFrom(
    // Where it is not used, files say how wide the window would be.
    new ConfigFile({ ...file.json, sliding_window: null }, file.where, file.floats),
    qwen3Defaults,
  );
  return config;
}

/** What `qwen3ConfigFrom` reads, in both spellings. */
export function qwen3ConfigJson(config: Qwen3Config): Json {
  const { mlp_bias: _, ...json } = llamaConfigJson({ ...config, mlpBias: false });
  return {
    ...json,
    use_sliding_window: false,
    sliding_window: null,
    layer_types: Array.from({ length: config.layers }, () => 'full_attention'),
  };
}
