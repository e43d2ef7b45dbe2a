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

/** Keys of credence: of the head's own rows, and whether they are the embedding's. */
const ownKeys = { rows: 'credence_output_rows', tied: 'credence_tied_head' };

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
  const vocabularySize = file.count('vocab_size', 50_432);
  const outputRows = file.has(ownKeys.rows) ? file.count(ownKeys.rows) : vocabularySize;
  if (outputRows > vocabularySize) file.fail(ownKeys.rows, `at most ${vocabularySize}`);
  return {
    vocabularySize,
    ...(outputRows === vocabularySize ? {} : { outputRows }),
    layers,
    heads,
    width,
    hidden: file.count('intermediate_size', 24_576),
    activation,
    rotaryFraction: fraction,
    rotaryBase: base,
    rotaryScaling: scaling,
    parallelResidual: file.boolean('use_parallel_residual', true),
    tieEmbeddings: file.boolean('tie_word_embeddings', false) || file.boolean(ownKeys.tied, false),
    layerNormEps: file.epsilon('layer_norm_eps', 1e-5),
    attentionDropout: file.share('attention_dropout'),
    hiddenDropout: file.share('hidden_dropout'),
    initializerRange: file.number('initializer_range', 0.02),
  };
}

/** What `gptNeoXConfigFrom` reads, in both spellings. */
export function gptNeoXConfigJson(config: GptNeoXConfig): Json {
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
    ...headJson(config),
    layer_norm_eps: config.layerNormEps,
    attention_dropout: config.attentionDropout,
    hidden_dropout: config.hiddenDropout,
    initializer_range: config.initializerRange,
  };
}

/** A head without rows for the last tokens: the file has them (`withRowsToWrite`), so it is not tied. */
function headJson({ outputRows, vocabularySize, tieEmbeddings }: GptNeoXConfig): Json {
  const isWhole = outputRows === undefined || outputRows === vocabularySize;
  if (isWhole) return { tie_word_embeddings: tieEmbeddings };
  const own = { [ownKeys.rows]: outputRows, [ownKeys.tied]: tieEmbeddings };
  return { tie_word_embeddings: false, ...own };
}
