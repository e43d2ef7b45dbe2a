import { UserError } from '../errors/user-error.js';
import { activationFrom } from './blocks/activations.js';
import { ropeConfigFrom, scalingJson } from './blocks/rope-config.js';
import type { ConfigFile, Json } from './config-file.js';
import type { GptNeoXConfig } from './gpt-neox.js';
import { onlyFullAttention } from './unsupported-keys.js';

/** What rotary positions are called outside their section. */
const ropeKeys = {
  base: 'rotary_emb_base',
  fraction: 'rotary_pct',
  defaultFraction: 0.25,
  defaultTokens: 2048,
};

/**
 * Reads a GPT-NeoX `config.json`, in the spelling of Pythia's published files (`rotary_pct`,
 * `rotary_emb_base`) and in that of transformers 5 (`rope_parameters`). Throws, naming the key, on
 * a value of the wrong type and on variants that the model does not compute.
 */
export function gptNeoXConfigFrom(file: ConfigFile): GptNeoXConfig {
  const activation = activationFrom(file, 'hidden_act', 'gelu', 'gelu_new');
  file.only('attention_bias', true);
  file.only('is_encoder_decoder', false);
  const layers = file.count('num_hidden_layers', 44);
  onlyFullAttention(file, layers);
  const width = file.count('hidden_size', 6144);
  const heads = file.count('num_attention_heads', 64);
  // transformers turns by it, and divides the width by the heads for everything else.
  if (file.has('head_dim')) file.only('head_dim', width / heads);
  const { base, fraction, scaling } = ropeConfigFrom(file, ropeKeys);
  return {
    vocabularySize: file.count('vocab_size', 50_432),
    layers,
    heads,
    width,
    hidden: file.count('intermediate_size', 24_576),
    activation,
    rotaryFraction: fraction,
    rotaryBase: base,
    rotaryScaling: scaling,
    parallelResidual: file.boolean('use_parallel_residual', true),
    tieEmbeddings: file.boolean('tie_word_embeddings', false),
    layerNormEps: file.epsilon('layer_norm_eps', 1e-5),
    attentionDropout: file.share('attention_dropout'),
    hiddenDropout: file.share('hidden_dropout'),
    initializerRange: file.number('initializer_range', 0.02),
  };
}

/**
 * What `gptNeoXConfigFrom` reads, in both spellings. Throws a UserError where tokens are read only,
 * which no config.json can say.
 */
export function gptNeoXConfigJson(config: GptNeoXConfig): Json {
  if (config.outputRows !== undefined)
    throw new UserError(
      `config.json knows no output head of ${config.outputRows} rows for ` +
        `${config.vocabularySize} tokens (model.readOnlyTokens)`,
    );
  const { rotaryScaling = { kind: 'none' } } = config;
  const section = {
    ...scalingJson(rotaryScaling),
    rope_theta: config.rotaryBase,
    partial_rotary_factor: config.rotaryFraction,
  };
  return {
    vocab_size: config.vocabularySize,
    num_hidden_layers: config.layers,
    num_attention_heads: config.heads,
    hidden_size: config.width,
    intermediate_size: config.hidden,
    hidden_act: config.activation ?? 'gelu',
    attention_bias: true,
    rotary_pct: config.rotaryFraction,
    rotary_emb_base: config.rotaryBase,
    rope_scaling: rotaryScaling.kind === 'none' ? null : section,
    rope_parameters: section,
    use_parallel_residual: config.parallelResidual,
    tie_word_embeddings: config.tieEmbeddings,
    layer_norm_eps: config.layerNormEps,
    attention_dropout: config.attentionDropout,
    hidden_dropout: config.hiddenDropout,
    initializer_range: config.initializerRange,
  };
}
