// GPT-2 (Radford et al. 2019, "Language models are unsupervised multitask learners").
// Shapes: B sequences, T tokens, N positions asked for, D model width, H heads, K = D/H head width,
// P positions that have an embedding.

import { dropout, Embedding, LayerNorm, Linear, Module } from '../nn/index.js';
import type { Tensor } from '../tensor/index.js';
import { type AttentionOptions, attend } from './blocks/attention.js';
import type { Attending } from './blocks/forward-pass.js';
import { learnedPositions } from './blocks/learned-positions.js';
import { type Block, CausalModel } from './causal-model.js';
import type { CheckpointNames } from './checkpoint-names.js';

/** The shape of a GPT-2 model. */
export interface Gpt2Config {
  /** Rows of the token embedding V, padding rows included. */
  readonly vocabularySize: number;
  /** Longest text P, in tokens. */
  readonly maxTokens: number;
  readonly layers: number;
  readonly heads: number;
  /** Model width D; a multiple of `heads`. */
  readonly width: number;
  /** Width of the MLP's hidden layer; GPT-2 uses 4 D. */
  readonly hidden: number;
  /** True: logits are products with the token embedding itself. */
  readonly tieEmbeddings: boolean;
  readonly layerNormEps: number;
  /** Share that dropout zeroes of the embeddings' sum. */
  readonly embeddingDropout: number;
  /** Share that dropout zeroes of attention weights. */
  readonly attentionDropout: number;
  /** Share that dropout zeroes of what attention and MLP add. */
  readonly residualDropout: number;
}

/** A GPT-2 language model. */
export class Gpt2 extends CausalModel {
  readonly embed: Embedding;
  readonly positions: Embedding;
  readonly layers: readonly Gpt2Block[];
  readonly norm: LayerNorm;
  readonly unembed: Linear | null;

  /** All weights begin as zeros; see `loadPretrained`. */
  constructor(readonly config: Gpt2Config) {
    super();
    const { heads, layers, layerNormEps, maxTokens, vocabularySize, width } = config;
    if (width % heads !== 0)
      throw new RangeError(`width ${width} is not a multiple of the ${heads} heads`);
    this.embed = new Embedding(vocabularySize, width);
    this.positions = new Embedding(maxTokens, width);
    this.layers = Array.from({ length: layers }, (_, i) => new Gpt2Block(config, i));
    this.norm = new LayerNorm(width, layerNormEps);
    this.unembed = config.tieEmbeddings ? null : new Linear(width, vocabularySize, { bias: false });
  }

  override get maxTokens(): number {
    return this.config.maxTokens;
  }

  protected override embedded(ids: Tensor, attending: Attending): Tensor {
    const sum = this.embed.forward(ids).add(learnedPositions(this.positions, attending));
    return dropout(sum, this.config.embeddingDropout, attending.dropout);
  }
}

class Gpt2Block extends Module implements Block {
  readonly attentionNorm: LayerNorm;
  readonly attention: Attention;
  readonly mlpNorm: LayerNorm;
  readonly mlp: Mlp;

  constructor(
    readonly config: Gpt2Config,
    block: number,
  ) {
    super();
    this.attentionNorm = new LayerNorm(config.width, config.layerNormEps);
    this.attention = new Attention(config, block);
    this.mlpNorm = new LayerNorm(config.width, config.layerNormEps);
    this.mlp = new Mlp(config);
  }

  forward(x: Tensor, attending: Attending): Tensor {
    const drop = (y: Tensor): Tensor => dropout(y, this.config.residualDropout, attending.dropout);
    const attended = this.attention.forward(this.attentionNorm.forward(x), attending);
    const sum = attending.pick(x).add(drop(attended));
    return sum.add(drop(this.mlp.forward(this.mlpNorm.forward(sum))));
  }
}

class Attention extends Module {
  readonly queryKeyValue: Linear;
  readonly output: Linear;
  readonly #heads: number;
  readonly #options: AttentionOptions;

  constructor({ width, heads, attentionDropout }: Gpt2Config, block: number) {
    super();
    this.queryKeyValue = new Linear(width, 3 * width);
    this.output = new Linear(width, width);
    this.#heads = heads;
    this.#options = { block, dropout: attentionDropout };
  }

  /** `x` [B, T, D] -> what the positions asked for gather [B, N, D]. */
  forward(x: Tensor, attending: Attending): Tensor {
    const [batch, tokens, width] = x.shape as [number, number, number];
    // All queries, then all keys, then all values: [B, T, 3D] -> [B, T, 3, H, K].
    const qkv = this.queryKeyValue
      .forward(x)
      .view([batch, tokens, 3, this.#heads, width / this.#heads]);
    const [query, key, value] = qkv.unbind({ dim: 2 }) as [Tensor, Tensor, Tensor];
    return this.output.forward(attend(query, key, value, attending, this.#options));
  }
}

class Mlp extends Module {
  readonly up: Linear;
  readonly down: Linear;

  constructor({ width, hidden }: Gpt2Config) {
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
export const gpt2Names: CheckpointNames = {
  prefix: 'transformer.', // the hub's own files of GPT-2 do without
  parameters: {
    embed: ['transformer.wte'],
    positions: ['transformer.wpe'],
    'layers.{n}.attentionNorm': ['transformer.h.{n}.ln_1'],
    'layers.{n}.attention.queryKeyValue': ['transformer.h.{n}.attn.c_attn'],
    'layers.{n}.attention.output': ['transformer.h.{n}.attn.c_proj'],
    'layers.{n}.mlpNorm': ['transformer.h.{n}.ln_2'],
    'layers.{n}.mlp.up': ['transformer.h.{n}.mlp.c_fc'],
    'layers.{n}.mlp.down': ['transformer.h.{n}.mlp.c_proj'],
    norm: ['transformer.ln_f'],
    unembed: ['lm_head'],
  },
  // The file's layers are convolutions of width 1: [in, out].
  transposed: /\.(queryKeyValue|output|up|down)\.weight$/,
  copies: { embed: ['lm_head'] },
  ignored: [/^(transformer\.)?h\.\d+\.attn\.(bias|masked_bias)$/],
};
