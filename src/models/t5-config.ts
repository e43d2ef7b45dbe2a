import { activationFrom, activationOf } from './blocks/activations.js';
import { refuseRope } from './blocks/rope-config.js';
import type { ConfigFile, Json } from './config-file.js';
import type { T5Config } from './t5.js';
import { onlyFullAttention } from './unsupported-keys.js';

/** Other names of keys. */
const otherNames = {
  hidden_size: 'd_model',
  num_attention_heads: 'num_heads',
  num_hidden_layers: 'num_layers',
  head_dim: 'd_kv',
};

/** The layers of T5-small's encoder. */
const usualLayers = 6;

/**
 * Reads a T5 `config.json` of transformers 4 or 5. Throws, naming the key, on a value of the wrong
 * type and on variants that the model does not compute.
 *
 * transformers 4 divides by sqrt(D) before the head where that is the embedding
 * (`tie_word_embeddings`); transformers 5 says so in `scale_decoder_outputs`, always writes that
 * the head is tied, and means it only where the file has no other; a head that the file lacks is
 * tied in any case.
 *
 * @param hasHead whether the checkpoint holds a head of its own
 */
export function t5ConfigFrom(written: ConfigFile, hasHead: boolean): T5Config {
  const file = written.renamed(otherNames);
  refuseRope(file);
  file.only('is_encoder_decoder', true);
  const layers = file.count('num_layers', usualLayers);
  onlyFullAttention(file, layers);
  // transformers fills it in before it reads `num_hidden_layers`.
  const decoderLayers = written.count('num_layers', usualLayers);
  const tied = file.has('tie_word_embeddings') ? file.boolean('tie_word_embeddings', true) : true;
  const scaled = file.boolean('scale_decoder_outputs', tied);
  return {
    vocabularySize: file.count('vocab_size', 32_128),
    encoderLayers: layers,
    decoderLayers: file.countOrNull('num_decoder_layers', decoderLayers),
    heads: file.count('num_heads', 8),
    headWidth: file.count('d_kv', 64),
    width: file.count('d_model', 512),
    hidden: file.count('d_ff', 2048),
    gated: isGated(file),
    buckets: file.count('relative_attention_num_buckets', 32),
    maxDistance: file.count('relative_attention_max_distance', 128),
    // A head that says nothing of its own is the embedding, whatever the file says.
    tieEmbeddings: !hasHead || (tied && scaled),
    scaleLogits: scaled,
    normEps: file.epsilon('layer_norm_epsilon', 1e-6),
    dropout: file.share('dropout_rate', 0.1),
    startId: startIdFrom(file),
  };
}

/**
 * Whether the MLP is gated, by `feed_forward_proj` and by what transformers 4 wrote beside it, which
 * has to say the same. Throws unless it has a ReLU, or a gate through GELU's approximation by tanh.
 */
function isGated(file: ConfigFile): boolean {
  const key = 'feed_forward_proj';
  const named = file.get(key) === undefined ? 'relu' : file.get(key);
  const [, gate, activation] = /^(gated-)?(\w+)$/.exec(String(named)) ?? [];
  const gated = gate !== undefined;
  // Alone among transformers' names, "gated-gelu" does not mean the exact GELU.
  const meant = gated && activation === 'gelu' ? 'gelu_new' : activation;
  const computed = gated ? 'gelu_new' : 'relu';
  if (activationOf(meant) !== computed) file.fail(key, '"relu" or "gated-gelu"');
  file.only('is_gated_act', gated);
  activationFrom(file, 'dense_act_fn', computed);
  return gated;
}

/** The token that a decoder reads first: T5's padding where nothing else is named. */
function startIdFrom(file: ConfigFile): number {
  const key = file.has('decoder_start_token_id') ? 'decoder_start_token_id' : 'pad_token_id';
  const id = file.has(key) ? file.number(key) : 0;
  const rows = file.count('vocab_size', 32_128);
  return Number.isSafeInteger(id) && id >= 0 && id < rows
    ? id
    : file.fail(key, `a token id below ${rows}`);
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
