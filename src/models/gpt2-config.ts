import { activationFrom } from './blocks/activations.js';
import { refuseRope } from './blocks/rope-config.js';
import type { ConfigFile, Json } from './config-file.js';
import type { Gpt2Config } from './gpt2.js';
import { onlyFullAttention } from './unsupported-keys.js';

/** Other names of keys. */
const otherNames = {
  hidden_size: 'n_embd',
  max_position_embeddings: 'n_positions',
  num_attention_heads: 'n_head',
  num_hidden_layers: 'n_layer',
};

/**
 * Reads a GPT-2 `config.json`. Throws, naming the key, on a value of the wrong type and on variants
 * that the model does not compute.
 */
export function gpt2ConfigFrom(written: ConfigFile): Gpt2Config {
  const file = written.renamed(otherNames);
  refuseRope(file);
  file.only('scale_attn_weights', true);
  file.only('scale_attn_by_inverse_layer_idx', false);
  // It orders float32 sums otherwise and is read by transformers' eager attention only.
  file.only('reorder_and_upcast_attn', false);
  file.only('add_cross_attention', false);
  file.only('is_encoder_decoder', false);
  const layers = file.count('n_layer', 12);
  onlyFullAttention(file, layers);
  const width = file.count('n_embd', 768);
  return {
    vocabularySize: file.count('vocab_size', 50_257),
    maxTokens: file.count('n_positions', 1024),
    layers,
    heads: file.count('n_head', 12),
    width,
    hidden: file.countOrNull('n_inner', 4 * width),
    activation: activationFrom(file, 'activation_function', 'gelu_new', 'gelu'),
    tieEmbeddings: file.boolean('tie_word_embeddings', true),
    layerNormEps: file.epsilon('layer_norm_epsilon', 1e-5),
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
    activation_function: config.activation,
    tie_word_embeddings: config.tieEmbeddings,
    layer_norm_epsilon: config.layerNormEps,
    embd_pdrop: config.embeddingDropout,
    attn_pdrop: config.attentionDropout,
    resid_pdrop: config.residualDropout,
  };
}
