import type { ConfigFile, Json } from './config-file.js';
import type { GptJConfig } from './gptj.js';

/**
 * Reads a GPT-J `config.json`. Throws, naming the key, on a value of the wrong type and on variants
 * that the model does not compute.
 */
export function gptJConfigFrom(file: ConfigFile): GptJConfig {
  file.only('activation_function', 'gelu_new', 'gelu_pytorch_tanh');
  file.only('tie_word_embeddings', false);
  const width = file.count('n_embd');
  const heads = file.count('n_head');
  const rotaryWidth = file.count('rotary_dim');
  if (rotaryWidth > width / heads) file.fail('rotary_dim', `at most a head's ${width / heads}`);
  if (rotaryWidth % 2 !== 0) file.fail('rotary_dim', 'an even number');
  return {
    vocabularySize: file.count('vocab_size'),
    layers: file.count('n_layer'),
    heads,
    width,
    hidden: file.count('n_inner', 4 * width),
    rotaryWidth,
    layerNormEps: file.positive('layer_norm_epsilon'),
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
    activation_function: 'gelu_new',
    tie_word_embeddings: false,
    layer_norm_epsilon: config.layerNormEps,
    embd_pdrop: config.embeddingDropout,
    attn_pdrop: config.attentionDropout,
    resid_pdrop: config.residualDropout,
  };
}
