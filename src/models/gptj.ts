// GPT-J (Wang & Komatsuzaki 2021, https://github.com/kingoflolz/mesh-transformer-jax): attention and
// MLP read one norm's output side by side; rotary positions turn neighbouring dimensions.
// Shapes: B sequences, T tokens, N positions asked for, D model width, H heads, K = D/H head width,
// R rotary width.

import { dropout, Embedding, LayerNorm, Linear, Module } from '../nn/index.js';
import type { Tensor } from '../tensor/index.js';
import { type AttentionOptions, attend } from './blocks/attention.js';
import type { Attending } from './blocks/forward-pass.js';
import { ropeFrequencies } from './blocks/rope.js';
import { Rotary } from './blocks/rotary.js';
import { type Block, CausalModel } from './causal-model.js';
import type { CheckpointNames } from './checkpoint-names.js';

/** The shape of a GPT-J model. */
export interface GptJConfig {
  /** Rows of the token embedding V, padding rows included. */
  readonly vocabularySize: number;
  readonly layers: number;
  readonly heads: number;
  /** Model width D; a multiple of `heads`. */
  readonly width: number;
  /** Width of the MLP's hidden layer; GPT-J uses 4 D. */
  readonly hidden: number;
  /** Dimensions R of each head that rotate; even. */
  readonly rotaryWidth: number;
  readonly layerNormEps: number;
  /** Share that dropout zeroes of the token embedding. */
  readonly embeddingDropout: number;
  /** Share that dropout zeroes of attention weights. */
  readonly attentionDropout: number;
  /** Share that dropout zeroes of what attention and MLP add. */
  readonly residualDropout: number;
}

/** A GPT-J language model. */
export class GptJ extends CausalModel {
  readonly embed: Embedding;
  readonly layers: readonly GptJBlock[];
  readonly norm: LayerNorm;
  readonly unembed: Linear;
  readonly #rotary: Rotary;

  /** All weights begin as zeros; see `loadPretrained`. */
  constructor(readonly config: GptJConfig) {
    super();
    const { heads, layers, layerNormEps, rotaryWidth, vocabularySize, width } = config;
    if (width % heads !== 0)
      throw new RangeError(`width ${width} is not a multiple of the ${heads} heads`);
    const rotary = new Rotary(ropeFrequencies(rotaryWidth), 'neighbours');
    this.embed = new Embedding(vocabularySize, width);
    this.layers = Array.from({ length: layers }, (_, i) => new GptJBlock(config, i, rotary));
    this.norm = new LayerNorm(width, layerNormEps);
    this.unembed = new Linear(width, vocabularySize);
    this.#rotary = rotary;
  }

  override dispose(): void {
    super.dispose();
    this.#rotary.dispose();
  }

  protected override embedded(ids: Tensor, attending: Attending): Tensor {
    return dropout(this.embed.forward(ids), this.config.embeddingDropout, attending.dropout);
  }
}

class GptJBlock extends Module implements Block {
  readonly norm: LayerNorm;
  readonly attention: Attention;
  readonly mlp: Mlp;

  constructor(
    readonly config: GptJConfig,
    block: number,
    rotary: Rotary,
  ) {
    super();
    this.norm = new LayerNorm(config.width, config.layerNormEps);
    this.attention = new Attention(config, block, rotary);
    this.mlp = new Mlp(config);
  }

  forward(x: Tensor, attending: Attending): Tensor {
    const drop = (y: Tensor): Tensor => dropout(y, this.config.residualDropout, attending.dropout);
    const normed = this.norm.forward(x);
    const attended = drop(this.attention.forward(normed, attending));
    const added = drop(this.mlp.forward(attending.pick(normed)));
    return attending.pick(x).add(attended).add(added);
  }
}

class Attention extends Module {
  readonly query: Linear;
  readonly key: Linear;
  readonly value: Linear;
  readonly output: Linear;
  readonly #heads: number;
  readonly #rotary: Rotary;
  readonly #options: AttentionOptions;

  constructor({ width, heads, attentionDropout }: GptJConfig, block: number, rotary: Rotary) {
    super();
    this.query = new Linear(width, width, { bias: false });
    this.key = new Linear(width, width, { bias: false });
    this.value = new Linear(width, width, { bias: false });
    this.output = new Linear(width, width, { bias: false });
    this.#heads = heads;
    this.#rotary = rotary;
    this.#options = { block, dropout: attentionDropout };
  }

  /** `x` [B, T, D] -> what the positions asked for gather [B, N, D]. */
  forward(x: Tensor, attending: Attending): Tensor {
    const [batch, tokens, width] = x.shape as [number, number, number];
    const heads = (y: Tensor): Tensor => y.view([batch, tokens, this.#heads, width / this.#heads]);
    const query = this.#rotary.apply(heads(this.query.forward(x)), attending);
    const key = this.#rotary.apply(heads(this.key.forward(x)), attending);
    const value = heads(this.value.forward(x));
    return this.output.forward(attend(query, key, value, attending, this.#options));
  }
}

class Mlp extends Module {
  readonly up: Linear;
  readonly down: Linear;

  constructor({ width, hidden }: GptJConfig) {
    super();
    this.up = new Linear(width, hidden);
    this.down = new Linear(hidden, width);
  }

  /** `x` [..., D] -> [..., D], through GELU's approximation by tanh. */
  forward(x: Tensor): Tensor {
    return this.down.forward(this.up.forward(x).gelu({ approximate: 'tanh' }));
  }
}

/** Where each parameter lies in a Hugging Face checkpoint. */
export const gptJNames: CheckpointNames = {
  prefix: 'transformer.',
  parameters: {
    embed: ['transformer.wte'],
    'layers.{n}.norm': ['transformer.h.{n}.ln_1'],
    'layers.{n}.attention.query': ['transformer.h.{n}.attn.q_proj'],
    'layers.{n}.attention.key': ['transformer.h.{n}.attn.k_proj'],
    'layers.{n}.attention.value': ['transformer.h.{n}.attn.v_proj'],
    'layers.{n}.attention.output': ['transformer.h.{n}.attn.out_proj'],
    'layers.{n}.mlp.up': ['transformer.h.{n}.mlp.fc_in'],
    'layers.{n}.mlp.down': ['transformer.h.{n}.mlp.fc_out'],
    norm: ['transformer.ln_f'],
    unembed: ['lm_head'],
  },
  ignored: [/^(transformer\.)?h\.\d+\.attn\.(bias|masked_bias|embed_positions)$/],
};
