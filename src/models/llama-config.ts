import { ropeConfigFrom, ropeConfigJson } from './blocks/rope-config.js';
import type { ConfigFile, Json } from './config-file.js';
import type { LlamaConfig } from './llama.js';

/**
 * Reads a Llama `config.json` of transformers 4 or 5. Throws, naming the key, on a value of the
 * wrong type and on variants that the model does not compute.
 *
 * @param headWidth where the file names none; default the model's width by its heads
 */
export function llamaConfigFrom(file: ConfigFile, headWidth?: number): LlamaConfig {
  file.only('hidden_act', 'silu');
  const width = file.count('hidden_size');
  const heads = file.count('num_attention_heads');
  return {
    vocabularySize: file.count('vocab_size'),
    layers: file.count('num_hidden_layers'),
    heads,
    keyValueHeads: file.count('num_key_value_heads', heads),
    headWidth: file.count('head_dim', headWidth ?? Math.floor(width / heads)),
    width,
    hidden: file.count('intermediate_size'),
    rope: ropeConfigFrom(file),
    attentionBias: file.boolean('attention_bias', false),
    mlpBias: file.boolean('mlp_bias', false),
    tieEmbeddings: file.boolean('tie_word_embeddings', false),
    normEps: file.positive('rms_norm_eps'),
    attentionDropout: file.share('attention_dropout'),
  };
}

/** What `llamaConfigFrom` reads, in both spellings. */
export function llamaConfigJson(config: LlamaConfig): Json {
  return {
    vocab_size: config.vocabularySize,
    num_hidden_layers: config.layers,
    num_attention_heads: config.heads,
    num_key_value_heads: config.keyValueHeads,
    head_dim: config.headWidth,
    hidden_size: config.width,
    intermediate_size: config.hidden,
    hidden_act: 'silu',
    ...ropeConfigJson(config.rope),
    attention_bias: config.attentionBias,
    mlp_bias: config.mlpBias,
    tie_word_embeddings: config.tieEmbeddings,
    rms_norm_eps: config.normEps,
    attention_dropout: config.attentionDropout,
  };
}
