import type { ConfigFile, Json } from './config-file.js';
import type { T5Config } from './t5.js';

/**
 * Reads a T5 `config.json` of transformers 4 or 5. Throws, naming the key, on a value of the wrong
 * type and on variants that the model does not compute.
 *
 * transformers 4 divides by sqrt(D) before the head where that is the embedding
 * (`tie_word_embeddings`); transformers 5 says so in `scale_decoder_outputs`, always writes that
 * the head is tied, and means it only where the file has no other.
 *
 * @param hasHead whether the checkpoint holds a head of its own
 */
export function t5ConfigFrom(file: ConfigFile, hasHead: boolean): T5Config {
  file.only('feed_forward_proj', 'relu', 'gated-gelu');
  file.only('is_encoder_decoder', true);
  const tied = file.boolean('tie_word_embeddings', true);
  const scaled = file.boolean('scale_decoder_outputs', tied);
  return {
    vocabularySize: file.count('vocab_size'),
    encoderLayers: file.count('num_layers'),
    decoderLayers: file.count('num_decoder_layers', file.count('num_layers')),
    heads: file.count('num_heads'),
    headWidth: file.count('d_kv'),
    width: file.count('d_model'),
    hidden: file.count('d_ff'),
    gated: file.json.feed_forward_proj === 'gated-gelu',
    buckets: file.count('relative_attention_num_buckets'),
    maxDistance: file.count('relative_attention_max_distance', 128),
    tieEmbeddings: tied && (scaled || !hasHead),
    scaleLogits: scaled,
    normEps: file.positive('layer_norm_epsilon'),
    dropout: file.share('dropout_rate', 0.1),
    startId: startIdFrom(file),
  };
}

/** The token that a decoder reads first: T5's padding where nothing else is named. */
function startIdFrom(file: ConfigFile): number {
  const key = 'decoder_start_token_id';
  const id = file.number(key, file.number('pad_token_id', 0));
  const rows = file.count('vocab_size');
  return Number.isSafeInteger(id) && id >= 0 && id < rows
    ? id
    : file.fail(file.has(key) ? key : 'pad_token_id', `a token id below ${rows}`);
}

/** What `t5ConfigFrom` reads, in both spellings. */
export function t5ConfigJson(config: T5Config): Json {
  return {
    vocab_size: config.vocabularySize,
    num_layers: config.encoderLayers,
    num_decoder_layers: config.decoderLayers,
    num_heads: config.heads,
    d_kv: config.headWidth,
    d_model: config.width,
    d_ff: config.hidden,
    feed_forward_proj: config.gated ? 'gated-gelu' : 'relu',
    is_gated_act: config.gated,
    dense_act_fn: config.gated ? 'gelu_new' : 'relu',
    is_encoder_decoder: true,
    relative_attention_num_buckets: config.buckets,
    relative_attention_max_distance: config.maxDistance,
    tie_word_embeddings: config.tieEmbeddings,
    scale_decoder_outputs: config.scaleLogits,
    layer_norm_epsilon: config.normEps,
    dropout_rate: config.dropout,
    decoder_start_token_id: config.startId,
  };
}
