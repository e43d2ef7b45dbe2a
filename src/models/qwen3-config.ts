import { ropeConfigFrom, ropeConfigJson } from './blocks/rope-config.js';
import type { ConfigFile, Json } from './config-file.js';
import type { Qwen3Config } from './qwen3.js';

/**
 * Reads a Qwen3 `config.json` of transformers 4 or 5. Throws, naming the key, on a value of the
 * wrong type and on variants that the model does not compute.
 */
export function qwen3ConfigFrom(file: ConfigFile): Qwen3Config {
  file.only('hidden_act', 'silu');
  file.only('use_sliding_window', false);
  const layerTypes = file.json.layer_types ?? [];
  if (!Array.isArray(layerTypes) || layerTypes.some((type) => type !== 'full_attention'))
    file.fail('layer_types', '"full_attention" for every layer');
  const heads = file.count('num_attention_heads');
  return {
    vocabularySize: file.count('vocab_size'),
    layers: file.count('num_hidden_layers'),
    heads,
    keyValueHeads: file.count('num_key_value_heads', heads),
    headWidth: file.count('head_dim', 128),
    width: file.count('hidden_size'),
    hidden: file.count('intermediate_size'),
    rope: ropeConfigFrom(file),
    attentionBias: file.boolean('attention_bias', false),
    tieEmbeddings: file.boolean('tie_word_embeddings', false),
    normEps: file.positive('rms_norm_eps'),
    attentionDropout: file.share('attention_dropout'),
  };
}

/** What `qwen3ConfigFrom` reads, in both spellings. */
export function qwen3ConfigJson(config: Qwen3Config): Json {
  return {
    vocab_size: config.vocabularySize,
    num_hidden_layers: config.layers,
    num_attention_heads: config.heads,
    num_key_value_heads: config.keyValueHeads,
    head_dim: config.headWidth,
    hidden_size: config.width,
    intermediate_size: config.hidden,
    hidden_act: 'silu',
    use_sliding_window: false,
    sliding_window: null,
    layer_types: Array.from({ length: config.layers }, () => 'full_attention'),
    ...ropeConfigJson(config.rope),
    attention_bias: config.attentionBias,
    tie_word_embeddings: config.tieEmbeddings,
    rms_norm_eps: config.normEps,
    attention_dropout: config.attentionDropout,
  };
}
