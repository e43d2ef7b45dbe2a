import { activationFrom } from './blocks/activations.js';
import { refuseRope } from './blocks/rope-config.js';
import type { ConfigFile, Json } from './config-file.js';
import type { GptJConfig } from './gptj.js';
import { onlyFullAttention } from './unsupported-keys.js';

/** Other names of keys. */
const otherNames = {
  hidden_size: 'n_embd',
  max_position_embeddings: 'n_positions',
  num_attention_heads: 'n_head',
  num_hidden_layers: 'n_layer',
};

/**
 * Reads a GPT-J `config.json`. Throws, naming the key, on a value of the wrong type and on variants
 * that the model does not compute.
 */
export function gptJConfigFrom(written: ConfigFile): GptJConfig {
  const file = written.renamed(otherNames);
  refuseRope(file);
  file.only('is_encoder_decoder', false);
  file.only('tie_word_embeddings', false);
  const width = file.count('n_embd', 4096);
  const heads = file.count('n_head', 16);
  const rotaryWidth = file.count('rotary_dim', 64);
  if (rotaryWidth > width / heads) file.fail('rotary_dim', `at most a head's ${width / heads}`);
  if (rotaryWidth % 2 !== 0) file.fail('rotary_dim', 'an even number');
  const layers = file.count('n_layer', 28);
  onlyFullAttention(file, layers);
  return {
    vocabularySize: file.count('vocab_size', 50_400),
    layers,
    heads,
    width,
    hidden: file.countOrNull('n_inner', 4 * width),
    activation: activationFrom(file, 'activation_function', 'gelu_new', 'gelu'),
    rotaryWidth,
    layerNormEps: file.epsilon('layer_norm_epsilon', 1e-5),
    embeddingDropout: file.share('embd_pdrop'),
    attentionDropout: file.share('attn_pdrop'),
    residualDropout: file.share('resid_pdrop'),
  };
}

/** What `gptJConfigFrom` reads. */
export function gptJConfigJson(config: GptJConfig): Json {
  return {
    vocab_size: config.vocabularySize,
    n_layer: config.layers,
    n_head: config.heads,
    n_embd: config.width,
    n_inner: config.hidden,
    rotary_dim: config.rotaryWidth,
    activation_function: config.activation,
    tie_word_embeddings: false,
    layer_norm_epsilon: config.layerNormEps,
    embd_pdrop: config.embeddingDropout,
    attn_pdrop: config.attentionDropout,
    resid_pdrop: config.residualDropout,
  };
}
