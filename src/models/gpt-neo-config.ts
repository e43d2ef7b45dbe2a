import { activationFrom } from './blocks/activations.js';
import { refuseRope } from './blocks/rope-config.js';
import type { ConfigFile, Json } from './config-file.js';
import type { AttentionReach, GptNeoConfig } from './gpt-neo.js';
import { onlyFullAttention } from './unsupported-keys.js';

/** Other names of keys. */
const otherNames = { num_attention_heads: 'num_heads', num_hidden_layers: 'num_layers' };

/** The pattern of GPT-Neo's 24 layers. */
const usualTypes = [[['global', 'local'], 12]];

/**
 * Reads a GPT-Neo `config.json`. Throws, naming the key, on a value of the wrong type and on
 * variants that the model does not compute.
 */
export function gptNeoConfigFrom(written: ConfigFile): GptNeoConfig {
  const file = written.renamed(otherNames);
  refuseRope(file);
  file.only('is_encoder_decoder', false);
  onlyFullAttention(file, layerCount(file));
  const width = file.count('hidden_size', 2048);
  return {
    vocabularySize: file.count('vocab_size', 50_257),
    maxTokens: file.count('max_position_embeddings', 2048),
    attentionLayers: attentionLayersFrom(file),
    window: file.count('window_size', 256),
    heads: file.count('num_heads', 16),
    width,
    hidden: file.countOrNull('intermediate_size', 4 * width),
    activation: activationFrom(file, 'activation_function', 'gelu_new', 'gelu'),
    tieEmbeddings: file.boolean('tie_word_embeddings', true),
    layerNormEps: file.epsilon('layer_norm_epsilon', 1e-5),
    embeddingDropout: file.share('embed_dropout'),
    attentionDropout: file.share('attention_dropout'),
    residualDropout: file.share('resid_dropout'),
  };
}

const layerCount = (file: ConfigFile): number => file.count('num_layers', 24);

/** `attention_types`: patterns and how often each comes, `[[['global', 'local'], 12]]`. */
function attentionLayersFrom(file: ConfigFile): AttentionReach[] {
  const key = 'attention_types';
  const wanted = `patterns of "global" and "local" for ${layerCount(file)} layers`;
  const written = file.get(key) ?? usualTypes;
  if (!Array.isArray(written)) file.fail(key, wanted);
  const layers: AttentionReach[] = [];
  for (const item of written as readonly unknown[]) {
    const [pattern, times] = Array.isArray(item) ? item : [];
    if (!Array.isArray(pattern) || !pattern.every(isReach) || !Number.isSafeInteger(times))
      file.fail(key, wanted);
    if (layers.length + pattern.length * times > layerCount(file)) file.fail(key, wanted);
    for (let i = 0; i < times; i++) layers.push(...(pattern as readonly AttentionReach[]));
  }
  if (layers.length !== layerCount(file)) file.fail(key, wanted);
  // The same once more; transformers goes by it where the two disagree.
  const listed = 'attention_layers';
  if (file.get(listed) !== undefined && String(file.get(listed)) !== String(layers))
    file.fail(listed, `what \`${key}\` says`);
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
    activation_function: config.activation,
    tie_word_embeddings: config.tieEmbeddings,
    layer_norm_epsilon: config.layerNormEps,
    embed_dropout: config.embeddingDropout,
    attention_dropout: config.attentionDropout,
    resid_dropout: config.residualDropout,
  };
}
