// Qwen3 (Yang et al. 2025, https://arxiv.org/abs/2505.09388): as Llama, with a norm of each head's
// queries and keys.
// Shapes: B sequences, T tokens, N positions asked for, D model width, H heads, G heads of keys and
// values, K head width.

import { Embedding, Linear, Module, RmsNorm, SwiGlu } from '../nn/index.js';
import type { Tensor } from '../tensor/index.js';
import { type AttentionOptions, attend } from './blocks/attention.js';
import type { Attending } from './blocks/forward-pass.js';
import { type RopeConfig, ropeFrequencies } from './blocks/rope.js';
import { Rotary } from './blocks/rotary.js';
import { type Block, CausalModel } from './causal-model.js';
import type { CheckpointNames } from './checkpoint-names.js';

/** The shape of a Qwen3 model. */
export interface Qwen3Config {
  /** Rows of the token embedding V, padding rows included. */
  readonly vocabularySize: number;
  readonly layers: number;
  readonly heads: number;
  /** Heads of keys and values G; `heads` is a multiple of it. */
  readonly keyValueHeads: number;
  /** Width K of a head; even, since all of it rotates. */
  readonly headWidth: number;
  /** Model width D. */
  readonly width: number;
  /** Width of the MLP's hidden layer. */
  readonly hidden: number;
  readonly rope: RopeConfig;
  /** Whether the projections of attention have biases. */
  readonly attentionBias: boolean;
  /** True: logits are products with the token embedding itself. */
  readonly tieEmbeddings: boolean;
  readonly normEps: number;
  /** Share that dropout zeroes of attention weights. */
  readonly attentionDropout: number;
}

/** A Qwen3 language model. */
export class Qwen3 extends CausalModel {
  readonly embed: Embedding;
  readonly layers: readonly Qwen3Block[];
  readonly norm: RmsNorm;
  readonly unembed: Linear | null;
  readonly #rotary: Rotary;

  /** All weights begin as zeros; see `loadPretrained`. */
  constructor(readonly config: Qwen3Config) {
    super();
    const { heads, headWidth, keyValueHeads, layers, normEps, vocabularySize, width } = config;
    if (heads % keyValueHeads !== 0)
      throw new RangeError(`${heads} heads are not a multiple of ${keyValueHeads} of keys`);
    const rotary = new Rotary(ropeFrequencies(headWidth, config.rope));
    this.embed = new Embedding(vocabularySize, width);
    this.layers = Array.from({ length: layers }, (_, i) => new Qwen3Block(config, i, rotary));
    this.norm = new RmsNorm(width, normEps);
    this.unembed = config.tieEmbeddings ? null : new Linear(width, vocabularySize, { bias: false });
    this.#rotary = rotary;
  }

  override dispose(): void {
    super.dispose();
    this.#rotary.dispose();
  }
}

class Qwen3Block extends Module implements Block {
  readonly attentionNorm: RmsNorm;
  readonly attention: Attention;
  readonly mlpNorm: RmsNorm;
  readonly mlp: SwiGlu;

  constructor(config: Qwen3Config, block: number, rotary: Rotary) {
    super();
    this.attentionNorm = new RmsNorm(config.width, config.normEps);
    this.attention = new Attention(config, block, rotary);
    this.mlpNorm = new RmsNorm(config.width, config.normEps);
    this.mlp = new SwiGlu(config.width, config.hidden);
  }

  forward(x: Tensor, attending: Attending): Tensor {
    const attended = this.attention.forward(this.attentionNorm.forward(x), attending);
    const sum = attending.pick(x).add(attended);
    return sum.add(this.mlp.forward(this.mlpNorm.forward(sum)));
  }
}

class Attention extends Module {
  readonly query: Linear;
  readonly key: Linear;
  readonly value: Linear;
  readonly output: Linear;
  readonly queryNorm: RmsNorm;
  readonly keyNorm: RmsNorm;
  readonly #headWidth: number;
  readonly #rotary: Rotary;
  readonly #options: AttentionOptions;

  constructor(config: Qwen3Config, block: number, rotary: Rotary) {
    super();
    const { attentionBias: bias, heads, headWidth, keyValueHeads, width } = config;
    this.query = new Linear(width, heads * headWidth, { bias });
    this.key = new Linear(width, keyValueHeads * headWidth, { bias });
    this.value = new Linear(width, keyValueHeads * headWidth, { bias });
    this.output = new Linear(heads * headWidth, width, { bias });
    this.queryNorm = new RmsNorm(headWidth, config.normEps);
    this.keyNorm = new RmsNorm(headWidth, config.normEps);
    this.#headWidth = headWidth;
    this.#rotary = rotary;
    this.#options = { block, dropout: config.attentionDropout };
  }

  /** `x` [B, T, D] -> what the positions asked for gather [B, N, D]. */
  forward(x: Tensor, attending: Attending): Tensor {
    const [batch, tokens] = x.shape as [number, number];
    const heads = (y: Tensor): Tensor => y.view([batch, tokens, -1, this.#headWidth]);
    const queries = this.queryNorm.forward(heads(this.query.forward(x)));
    const keys = this.keyNorm.forward(heads(this.key.forward(x)));
    const query = this.#rotary.apply(queries, attending);
    const key = this.#rotary.apply(keys, attending);
    const value = heads(this.value.forward(x));
    return this.output.forward(attend(query, key, value, attending, this.#options));
  }
}

/** Where each parameter lies in a Hugging Face checkpoint. */
export const qwen3Names: CheckpointNames = {
  prefix: 'model.',
  parameters: {
    embed: ['model.embed_tokens'],
    'layers.{n}.attentionNorm': ['model.layers.{n}.input_layernorm'],
    'layers.{n}.attention.query': ['model.layers.{n}.self_attn.q_proj'],
    'layers.{n}.attention.key': ['model.layers.{n}.self_attn.k_proj'],
    'layers.{n}.attention.value': ['model.layers.{n}.self_attn.v_proj'],
    'layers.{n}.attention.output': ['model.layers.{n}.self_attn.o_proj'],
    'layers.{n}.attention.queryNorm': ['model.layers.{n}.self_attn.q_norm'],
    'layers.{n}.attention.keyNorm': ['model.layers.{n}.self_attn.k_norm'],
    'layers.{n}.mlpNorm': ['model.layers.{n}.post_attention_layernorm'],
    'layers.{n}.mlp.gate': ['model.layers.{n}.mlp.gate_proj'],
    'layers.{n}.mlp.up': ['model.layers.{n}.mlp.up_proj'],
    'layers.{n}.mlp.down': ['model.layers.{n}.mlp.down_proj'],
    norm: ['model.norm'],
    unembed: ['lm_head'],
  },
  copies: { embed: ['lm_head'] },
  ignored: [/^(model\.)?(layers\.\d+\.self_attn\.)?rotary_emb\.inv_freq$/],
};
