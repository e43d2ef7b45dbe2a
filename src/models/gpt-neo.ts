// GPT-Neo (Black et al. 2021, https://doi.org/10.5281/zenodo.5297715): GPT-2 with unscaled attention
// that in every other layer reaches back only so far.
// Shapes: B sequences, T tokens, N positions asked for, D model width, H heads, K = D/H head width,
// P positions that have an embedding.

import { dropout, Embedding, LayerNorm, Linear, Module } from '../nn/index.js';
import type { Tensor } from '../tensor/index.js';
import { type AttentionOptions, attend } from './blocks/attention.js';
import type { Attending } from './blocks/forward-pass.js';
import { learnedPositions } from './blocks/learned-positions.js';
import { type Block, CausalModel } from './causal-model.js';
import type { CheckpointNames } from './checkpoint-names.js';

/** How far a layer's attention reaches: over all tokens before, or over `window` of them. */
export type Reach = 'global' | 'local';

/** The shape of a GPT-Neo model. */
export interface GptNeoConfig {
  /** Rows of the token embedding V, padding rows included. */
  readonly vocabularySize: number;
  /** Longest text P, in tokens. */
  readonly maxTokens: number;
  /** The reach of each layer, in order. */
  readonly reaches: readonly Reach[];
  /** Tokens that a local layer sees, the query's own included. */
  readonly window: number;
  readonly heads: number;
  /** Model width D; a multiple of `heads`. */
  readonly width: number;
  /** Width of the MLP's hidden layer; GPT-Neo uses 4 D. */
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

/** A GPT-Neo language model. */
export class GptNeo extends CausalModel {
  readonly embed: Embedding;
  readonly positions: Embedding;
  readonly layers: readonly GptNeoBlock[];
  readonly norm: LayerNorm;
  readonly unembed: Linear | null;

  /** All weights begin as zeros; see `loadPretrained`. */
  constructor(readonly config: GptNeoConfig) {
    super();
    const { heads, layerNormEps, maxTokens, reaches, vocabularySize, width } = config;
    if (width % heads !== 0)
      throw new RangeError(`width ${width} is not a multiple of the ${heads} heads`);
    this.embed = new Embedding(vocabularySize, width);
    this.positions = new Embedding(maxTokens, width);
    this.layers = reaches.map((reach, i) => new GptNeoBlock(config, i, reach));
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

class GptNeoBlock extends Module implements Block {
  readonly attentionNorm: LayerNorm;
  readonly attention: Attention;
  readonly mlpNorm: LayerNorm;
  readonly mlp: Mlp;

  constructor(
    readonly config: GptNeoConfig,
    block: number,
    reach: Reach,
  ) {
    super();
    this.attentionNorm = new LayerNorm(config.width, config.layerNormEps);
    this.attention = new Attention(config, block, reach);
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
  readonly query: Linear;
  readonly key: Linear;
  readonly value: Linear;
  readonly output: Linear;
  readonly #heads: number;
  readonly #options: AttentionOptions;

  constructor(config: GptNeoConfig, block: number, reach: Reach) {
    super();
    const { width, heads, window, attentionDropout } = config;
    this.query = new Linear(width, width, { bias: false });
    this.key = new Linear(width, width, { bias: false });
    this.value = new Linear(width, width, { bias: false });
    this.output = new Linear(width, width);
    this.#heads = heads;
    this.#options = {
      block,
      scale: 1,
      window: reach === 'local' ? window : undefined,
      dropout: attentionDropout,
    };
  }

  /** `x` [B, T, D] -> what the positions asked for gather [B, N, D]. */
  forward(x: Tensor, attending: Attending): Tensor {
    const [batch, tokens, width] = x.shape as [number, number, number];
    const heads = (y: Tensor): Tensor => y.view([batch, tokens, this.#heads, width / this.#heads]);
    const query = heads(this.query.forward(x));
    const key = heads(this.key.forward(x));
    const value = heads(this.value.forward(x));
    return this.output.forward(attend(query, key, value, attending, this.#options));
  }
}

class Mlp extends Module {
  readonly up: Linear;
  readonly down: Linear;

  constructor({ width, hidden }: GptNeoConfig) {
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
export const gptNeoNames: CheckpointNames = {
  prefix: 'transformer.',
  parameters: {
    embed: ['transformer.wte'],
    positions: ['transformer.wpe'],
    'layers.{n}.attentionNorm': ['transformer.h.{n}.ln_1'],
    'layers.{n}.attention.query': ['transformer.h.{n}.attn.attention.q_proj'],
    'layers.{n}.attention.key': ['transformer.h.{n}.attn.attention.k_proj'],
    'layers.{n}.attention.value': ['transformer.h.{n}.attn.attention.v_proj'],
    'layers.{n}.attention.output': ['transformer.h.{n}.attn.attention.out_proj'],
    'layers.{n}.mlpNorm': ['transformer.h.{n}.ln_2'],
    'layers.{n}.mlp.up': ['transformer.h.{n}.mlp.c_fc'],
    'layers.{n}.mlp.down': ['transformer.h.{n}.mlp.c_proj'],
    norm: ['transformer.ln_f'],
    unembed: ['lm_head'],
  },
  copies: { embed: ['lm_head'] },
  ignored: [/^(transformer\.)?h\.\d+\.attn\.attention\.(bias|masked_bias)$/],
};
