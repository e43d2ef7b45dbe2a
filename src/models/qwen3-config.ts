import type { ConfigFile, Json } from './config-file.js';
import { llamaConfigFrom, llamaConfigJson } from './llama-config.js';
import type { Qwen3Config } from './qwen3.js';

/**
 * Reads a Qwen3 `config.json` of transformers 4 or 5. Throws, naming the key, on a value of the
 * wrong type and on variants that the model does not compute.
 */
export function qwen3ConfigFrom(file: ConfigFile): Qwen3Config {
  file.only('use_sliding_window', false);
  const layerTypes = file.json.layer_types ?? [];
  if (!Array.isArray(layerTypes) || layerTypes.some((type) => type !== 'full_attention'))
    file.fail('layer_types', '"full_attention" for every layer');
  const { mlpBias: _, ...config } = llamaConfigFrom(file, 128);
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
