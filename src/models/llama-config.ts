import { UserError } from '../errors/user-error.js';
import { activationFrom } from './blocks/activations.js';
import { ropeConfigFrom, ropeConfigJson } from './blocks/rope-config.js';
import type { ConfigFile, Json } from './config-file.js';
import type { LlamaConfig } from './llama.js';
import { onlyFullAttention } from './unsupported-keys.js';

/** What descendants of Llama have other defaults for. */
export interface LlamaDefaults {
  readonly vocabularySize: number;
  readonly hidden: number;
  /** Width of a head; null: the model's width by its heads. */
  readonly headWidth: number | null;
  /** Heads of keys and values; null: as many as heads. */
  readonly keyValueHeads: number | null;
  /** Longest texts, in tokens. */
  readonly maxTokens: number;
}

const llamaDefaults: LlamaDefaults = {
  vocabularySize: 32_000,
  hidden: 11_008,
  headWidth: null,
  keyValueHeads: null,
  maxTokens: 2048,
};

/**
 * Reads a Llama `config.json` of transformers 4 or 5. Throws, naming the key, on a value of the
 * wrong type and on variants that the model does not compute.
 *
 * @param defaults of keys that the file does not have; default Llama's
 */
export function llamaConfigFrom(
  file: ConfigFile,
  defaults: LlamaDefaults = llamaDefaults,
): LlamaConfig {
  activationFrom(file, 'hidden_act', 'silu');
  file.only('is_encoder_decoder', false);
  const width = file.count('hidden_size', 4096);
  const heads = file.count('num_attention_heads', 32);
  if (defaults.headWidth === null && width % heads !== 0)
    file.fail('num_attention_heads', `a number that divides the width, ${width}`);
  const layers = file.count('num_hidden_layers', 32);
  onlyFullAttention(file, layers);
  const { fraction, ...rope } = ropeConfigFrom(file, {
    base: 'rope_theta',
    fraction: 'partial_rotary_factor',
    defaultFraction: 1,
    defaultTokens: defaults.maxTokens,
  });
  if (fraction !== 1)
    throw new UserError(
      `${file.where}: \`partial_rotary_factor\` is ${fraction}, expected 1: whole heads are turned`,
    );
  return {
    vocabularySize: file.count('vocab_size', defaults.vocabularySize),
    layers,
    heads,
    keyValueHeads: keyValueHeadsFrom(file, heads, defaults),
    headWidth: headWidthFrom(file, Math.floor(width / heads), defaults),
    width,
    hidden: file.count('intermediate_size', defaults.hidden),
    rope,
    attentionBias: file.boolean('attention_bias', false),
    mlpBias: file.boolean('mlp_bias', false),
    tieEmbeddings: file.boolean('tie_word_embeddings', false),
    normEps: file.epsilon('rms_norm_eps', 1e-6),
    attentionDropout: file.has('attention_dropout') ? file.share('attention_dropout') : 0,
  };
}

/** null is as many as heads, also where a missing key means another number. */
function keyValueHeadsFrom(file: ConfigFile, heads: number, defaults: LlamaDefaults): number {
  const key = 'num_key_value_heads';
  return file.get(key) === undefined
    ? (defaults.keyValueHeads ?? heads)
    : file.countOrNull(key, heads);
}

/** null is the model's width by its heads, but where the default is a number. */
function headWidthFrom(file: ConfigFile, share: number, { headWidth }: LlamaDefaults): number {
  return headWidth === null
    ? file.countOrNull('head_dim', share)
    : file.count('head_dim', headWidth);
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
