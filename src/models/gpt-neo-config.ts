import type { ConfigFile, Json } from './config-file.js';
import type { AttentionReach, GptNeoConfig } from './gpt-neo.js';

/**
 * Reads a GPT-Neo `config.json`. Throws, naming the key, on a value of the wrong type and on
 * variants that the model does not compute.
 */
export function gptNeoConfigFrom(file: ConfigFile): GptNeoConfig {
  file.only('activation_function', 'gelu_new', 'gelu_pytorch_tanh');
  const width = file.count('hidden_size');
  return {
    vocabularySize: file.count('vocab_size'),
    maxTokens: file.count('max_position_embeddings'),
    attentionLayers: attentionLayersFrom(file),
    window: file.count('window_size'),
    heads: file.count('num_heads'),
    width,
    hidden: file.count('intermediate_size', 4 * width),
    tieEmbeddings: file.boolean('tie_word_embeddings', true),
    layerNormEps: file.positive('layer_norm_epsilon'),
    embeddingDropout: file.share('embed_dropout'),
    attentionDropout: file.share('attention_dropout'),
    residualDropout: file.share('resid_dropout'),
  };
}

/** `attention_types`: patterns and how often each comes, `[[['global', 'local'], 12]]`. */
function attentionLayersFrom(file: ConfigFile): AttentionReach[] {
  const key = 'attention_types';
  const wanted = `patterns of "global" and "local" for ${file.count('num_layers')} layers`;
  const written = file.json[key];
  if (!Array.isArray(written)) file.fail(key, wanted);
  const layers: AttentionReach[] = [];
  for (const item of written as readonly unknown[]) {
    const [pattern, times] = Array.isArray(item) ? item : [];
    if (!Array.isArray(pattern) || !pattern.every(isReach) || !Number.isSafeInteger(times))
      file.fail(key, wanted);
    for (let i = 0; i < times; i++) layers.push(...(pattern as readonly AttentionReach[]));
  }
  if (layers.length !== file.count('num_layers')) file.fail(key, wanted);
  // The same once more; transformers goes by it where the two disagree.
  const listed = 'attention_layers';
  if (file.has(listed) && JSON.stringify(file.json[listed]) !== JSON.stringify(layers))
    file.fail(listed, `what \`${key}\` says: ${JSON.stringify(layers)}`);
  return layers;
}

const isReach = (value: unknown): value is AttentionReach =>
  value === 'global' || value === 'local';

/** What `gptNeoConfigFrom` reads. */
export function gptNeoConfigJson(config: GptNeoConfig): Json {
  return {
    vocab_size: config.vocabularySize,
    max_position_embeddings: config.maxTokens,
    num_layers: config.attentionLayers.length,
    attention_types: [[config.attentionLayers, 1]],
    attention_layers: config.attentionLayers,
    window_size: config.window,
    num_heads: config.heads,
    hidden_size: config.width,
    intermediate_size: config.hidden,
    activation_function: 'gelu_new',
    tie_word_embeddings: config.tieEmbeddings,
    layer_norm_epsilon: config.layerNormEps,
    embed_dropout: config.embeddingDropout,
    attention_dropout: config.attentionDropout,
    resid_dropout: config.residualDropout,
  };
}
