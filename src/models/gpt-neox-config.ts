import { UserError } from '../errors/user-error.js';
import type { ConfigFile, Json } from './config-file.js';
import type { GptNeoXConfig } from './gpt-neox.js';

/**
 * Reads a GPT-NeoX `config.json`, in the spelling of Pythia's published files (`rotary_pct`,
 * `rotary_emb_base`) and in that of transformers 5 (`rope_parameters`). Throws, naming the key, on
 * a value of the wrong type and on variants that the model does not compute.
 */
export function gptNeoXConfigFrom(file: ConfigFile): GptNeoXConfig {
  file.only('hidden_act', 'gelu');
  file.only('attention_bias', true);
  file.section('rope_scaling')?.only('rope_type', 'default');
  file.section('rope_scaling')?.only('type', 'default');
  const rope = file.section('rope_parameters');
  rope?.only('rope_type', 'default');
  return {
    vocabularySize: file.count('vocab_size'),
    layers: file.count('num_hidden_layers'),
    heads: file.count('num_attention_heads'),
    width: file.count('hidden_size'),
    hidden: file.count('intermediate_size'),
    rotaryFraction: rope
      ? fraction(rope, 'partial_rotary_factor', 0.25)
      : fraction(file, 'rotary_pct'),
    rotaryBase: rope?.positive('rope_theta', 10_000) ?? file.positive('rotary_emb_base'),
    parallelResidual: file.boolean('use_parallel_residual', true),
    tieEmbeddings: file.boolean('tie_word_embeddings', false),
    layerNormEps: file.positive('layer_norm_eps'),
    attentionDropout: file.share('attention_dropout'),
    hiddenDropout: file.share('hidden_dropout'),
    initializerRange: file.number('initializer_range'),
  };
}

/** The share of each head that is turned, above 0 and at most 1. */
function fraction(file: ConfigFile, key: string, fallback?: number): number {
  const value = file.positive(key, fallback);
  return value <= 1 ? value : file.fail(key, 'a share of each head, at most 1');
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
  return {
    vocab_size: config.vocabularySize,
    num_hidden_layers: config.layers,
    num_attention_heads: config.heads,
    hidden_size: config.width,
    intermediate_size: config.hidden,
    hidden_act: 'gelu',
    attention_bias: true,
    rotary_pct: config.rotaryFraction,
    rotary_emb_base: config.rotaryBase,
    rope_parameters: {
      rope_type: 'default',
      rope_theta: config.rotaryBase,
      partial_rotary_factor: config.rotaryFraction,
    },
    use_parallel_residual: config.parallelResidual,
    tie_word_embeddings: config.tieEmbeddings,
    layer_norm_eps: config.layerNormEps,
    attention_dropout: config.attentionDropout,
    hidden_dropout: config.hiddenDropout,
    initializer_range: config.initializerRange,
  };
}
