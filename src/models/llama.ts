// Llama (Touvron et al. 2023, https://arxiv.org/abs/2302.13971, and its successors).
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

/** The shape of a Llama model. */
export interface LlamaConfig {
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
  /** Whether the layers of the MLP have biases. */
  readonly mlpBias: boolean;
  /** True: logits are products with the token embedding itself. */
  readonly tieEmbeddings: boolean;
  readonly normEps: number;
  /** Share that dropout zeroes of attention weights. */
  readonly attentionDropout: number;
}

/** A Llama language model. */
export class Llama extends CausalModel {
  readonly embed: Embedding;
  readonly layers: readonly LlamaBlock[];
  readonly norm: RmsNorm;
  readonly unembed: Linear | null;
  readonly #rotary: Rotary;

  /** All weights begin as zeros; see `loadPretrained`. */
  constructor(readonly config: LlamaConfig) {
    super();
    const { heads, headWidth, keyValueHeads, layers, normEps, vocabularySize, width } = config;
    if (heads % keyValueHeads !== 0)
      throw new RangeError(`${heads} heads are not a multiple of ${keyValueHeads} of keys`);
    const rotary = new Rotary(ropeFrequencies(headWidth, config.rope));
    this.embed = new Embedding(vocabularySize, width);
    this.layers = Array.from({ length: layers }, (_, i) => new LlamaBlock(config, i, rotary));
    this.norm = new RmsNorm(width, normEps);
    this.unembed = config.tieEmbeddings ? null : new Linear(width, vocabularySize, { bias: false });
    this.#rotary = rotary;
  }

  override dispose(): void {
    super.dispose();
    this.#rotary.dispose();
  }
}

class LlamaBlock extends Module implements Block {
  readonly attentionNorm: RmsNorm;
  readonly attention: Attention;
  readonly mlpNorm: RmsNorm;
  readonly mlp: SwiGlu;

  constructor(config: LlamaConfig, block: number, rotary: Rotary) {
    super();
    this.attentionNorm = new RmsNorm(config.width, config.normEps);
    this.attention = new Attention(config, block, rotary);
    this.mlpNorm = new RmsNorm(config.width, config.normEps);
    this.mlp = new SwiGlu(config.width, config.hidden, { bias: config.mlpBias });
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
  readonly #headWidth: number;
  readonly #rotary: Rotary;
  readonly #options: AttentionOptions;

  constructor(config: LlamaConfig, block: number, rotary: Rotary) {
    super();
    const { attentionBias: bias, heads, headWidth, keyValueHeads, width } = config;
    this.query = new Linear(width, heads * headWidth, { bias });
    this.key = new Linear(width, keyValueHeads * headWidth, { bias });
    this.value = new Linear(width, keyValueHeads * headWidth, { bias });
    this.output = new Linear(heads * headWidth, width, { bias });
    this.#headWidth = headWidth;
    this.#rotary = rotary;
    this.#options = { block, dropout: config.attentionDropout };
  }

  /** `x` [B, T, D] -> what the positions asked for gather [B, N, D]. */
  forward(x: Tensor, attending: Attending): Tensor {
    const [batch, tokens] = x.shape as [number, number];
    const heads = (y: Tensor): Tensor => y.view([batch, tokens, -1, this.#headWidth]);
    const query = this.#rotary.apply(heads(this.query.forward(x)), attending);
    const key = this.#rotary.apply(heads(this.key.forward(x)), attending);
    const value = heads(this.value.forward(x));
    return this.output.forward(attend(query, key, value, attending, this.#options));
  }
}

/** Where each parameter lies in a Hugging Face checkpoint. */
export const llamaNames: CheckpointNames = {
  prefix: 'model.',
  parameters: {
    embed: ['model.embed_tokens'],
    'layers.{n}.attentionNorm': ['model.layers.{n}.input_layernorm'],
    'layers.{n}.attention.query': ['model.layers.{n}.self_attn.q_proj'],
    'layers.{n}.attention.key': ['model.layers.{n}.self_attn.k_proj'],
    'layers.{n}.attention.value': ['model.layers.{n}.self_attn.v_proj'],
    'layers.{n}.attention.output': ['model.layers.{n}.self_attn.o_proj'],
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
