import type { ConfigFile, Json } from './config-file.js';
import type { Gpt2Config } from './gpt2.js';

/**
 * Reads a GPT-2 `config.json`. Throws, naming the key, on a value of the wrong type and on variants
 * that the model does not compute.
 */
export function gpt2ConfigFrom(file: ConfigFile): Gpt2Config {
  file.only('activation_function', 'gelu_new', 'gelu_pytorch_tanh');
  file.only('scale_attn_weights', true);
  file.only('scale_attn_by_inverse_layer_idx', false);
  // It orders float32 sums otherwise and is read by transformers' eager attention only.
  file.only('reorder_and_upcast_attn', false);
  file.only('add_cross_attention', false);
  const width = file.count('n_embd');
  return {
    vocabularySize: file.count('vocab_size'),
    maxTokens: file.count('n_positions'),
    layers: file.count('n_layer'),
    heads: file.count('n_head'),
    width,
    hidden: file.count('n_inner', 4 * width),
    tieEmbeddings: file.boolean('tie_word_embeddings', true),
    layerNormEps: file.positive('layer_norm_epsilon'),
    embeddingDropout: file.share('embd_pdrop', 0.1),
    attentionDropout: file.share('attn_pdrop', 0.1),
    residualDropout: file.share('resid_pdrop', 0.1),
  };
}

/** What `gpt2ConfigFrom` reads. */
export function gpt2ConfigJson(config: Gpt2Config): Json {
  return {
    vocab_size: config.vocabularySize,
    n_positions: config.maxTokens,
    n_layer: config.layers,
    n_head: config.heads,
    n_embd: config.width,
    n_inner: config.hidden,
    activation_function: 'gelu_new',
    tie_word_embeddings: config.tieEmbeddings,
    layer_norm_epsilon: config.layerNormEps,
    embd_pdrop: config.embeddingDropout,
    attn_pdrop: config.attentionDropout,
    resid_pdrop: config.residualDropout,
  };
}
