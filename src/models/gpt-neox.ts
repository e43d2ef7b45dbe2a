// GPT-NeoX, the architecture of Pythia (Black et al. 2022, https://arxiv.org/abs/2204.06745).
// Shapes: B sequences, T tokens, N positions asked for, D model width, H heads, K = D/H head width,
// R rotary width, V vocabulary.

import { dropout, Embedding, LayerNorm, Linear, Module } from '../nn/index.js';
import type { Tensor } from '../tensor/index.js';
import type { AttentionOptions } from './blocks/attention.js';
import type { Attending } from './blocks/forward-pass.js';
import { causalAttention } from './blocks/fused-attention.js';
import { ropeFrequencies } from './blocks/rope.js';
import { Rotary } from './blocks/rotary.js';
import { type Block, CausalModel } from './causal-model.js';
import type { CheckpointNames } from './checkpoint-names.js';

/** The shape of a GPT-NeoX model. */
export interface GptNeoXConfig {
  /** Rows of the token embedding V, padding rows included. */
  readonly vocabularySize: number;
  readonly layers: number;
  readonly heads: number;
  /** Model width D; a multiple of `heads`. */
  readonly width: number;
  /** Width of the MLP's hidden layer; Pythia uses 4 D. */
  readonly hidden: number;
  /** Fraction R/K of each head that rotates, above 0, at most 1. */
  readonly rotaryFraction: number;
  /** Base of the rotary wave lengths. */
  readonly rotaryBase: number;
  /** True: attention and MLP read the same input; false: the MLP reads what attention added. */
  readonly parallelResidual: boolean;
  /** True: logits are products with the token embedding itself. */
  readonly tieEmbeddings: boolean;
  readonly layerNormEps: number;
  /** Share that dropout zeroes of attention weights; 0 for Pythia. */
  readonly attentionDropout: number;
  /** Share that dropout zeroes of embeddings and of what a block adds; 0 for Pythia. */
  readonly hiddenDropout: number;
  /** Standard deviation of the initial weights. */
  readonly initializerRange: number;
  /** Rows of the output head, where the last tokens of V are read only. Default: V. */
  readonly outputRows?: number;
}

/** A GPT-NeoX language model. */
export class GptNeoX extends CausalModel {
  readonly embed: Embedding;
  readonly layers: readonly GptNeoXBlock[];
  readonly norm: LayerNorm;
  readonly unembed: Linear | null;
  readonly #rotary: Rotary;

  /** All weights begin as zeros; see `buildModel` and `loadPretrained`. */
  constructor(readonly config: GptNeoXConfig) {
    super();
    const { heads, layers, layerNormEps, vocabularySize, width } = config;
    const { outputRows = vocabularySize } = config;
    if (outputRows > vocabularySize)
      throw new RangeError(`${outputRows} rows of output for ${vocabularySize} tokens`);
    if (width % heads !== 0)
      throw new RangeError(`width ${width} is not a multiple of the ${heads} heads`);
    const rotaryWidth = Math.floor((config.rotaryFraction * width) / heads);
    const rotary = new Rotary(
      ropeFrequencies(rotaryWidth, { base: config.rotaryBase, scaling: { kind: 'none' } }),
    );
    this.embed = new Embedding(vocabularySize, width);
    this.layers = Array.from({ length: layers }, (_, i) => new GptNeoXBlock(config, i, rotary));
    this.norm = new LayerNorm(width, layerNormEps);
    this.unembed = config.tieEmbeddings ? null : new Linear(width, outputRows, { bias: false });
    this.#rotary = rotary;
  }

  override get writtenTokens(): number {
    return this.config.outputRows ?? super.writtenTokens;
  }

  override dispose(): void {
    super.dispose();
    this.#rotary.dispose();
  }

  protected override embedded(ids: Tensor, attending: Attending): Tensor {
    return dropout(this.embed.forward(ids), this.config.hiddenDropout, attending.dropout);
  }
}

class GptNeoXBlock extends Module implements Block {
  readonly attentionNorm: LayerNorm;
  readonly attention: Attention;
  readonly mlpNorm: LayerNorm;
  readonly mlp: Mlp;

  constructor(
    readonly config: GptNeoXConfig,
    block: number,
    rotary: Rotary,
  ) {
    super();
    this.attentionNorm = new LayerNorm(config.width, config.layerNormEps);
    this.attention = new Attention(config, block, rotary);
    this.mlpNorm = new LayerNorm(config.width, config.layerNormEps);
    this.mlp = new Mlp(config);
  }

  forward(x: Tensor, attending: Attending): Tensor {
    const drop = (y: Tensor): Tensor => dropout(y, this.config.hiddenDropout, attending.dropout);
    const attended = drop(this.attention.forward(this.attentionNorm.forward(x), attending));
    const kept = attending.pick(x);
    const sum = kept.add(attended);
    const mlpInput = this.config.parallelResidual ? kept : sum;
    return sum.add(drop(this.mlp.forward(this.mlpNorm.forward(mlpInput))));
  }
}

class Attention extends Module {
  readonly queryKeyValue: Linear;
  readonly output: Linear;
  readonly #heads: number;
  readonly #rotary: Rotary;
  readonly #options: AttentionOptions;

  constructor({ width, heads, attentionDropout }: GptNeoXConfig, block: number, rotary: Rotary) {
    super();
    this.queryKeyValue = new Linear(width, 3 * width);
    this.output = new Linear(width, width);
    this.#heads = heads;
    this.#rotary = rotary;
    this.#options = { block, dropout: attentionDropout };
  }

  /** `x` [B, T, D] -> what the positions asked for gather [B, N, D]. */
  forward(x: Tensor, attending: Attending): Tensor {
    const [batch, tokens, width] = x.shape as [number, number, number];
    // Each head's q, k and v lie side by side: [B, T, 3D] -> [B, T, H, 3, K].
    const qkv = this.queryKeyValue
      .forward(x)
      .view([batch, tokens, this.#heads, 3, width / this.#heads]);
    return this.output.forward(causalAttention(qkv, this.#rotary, attending, this.#options));
  }
}

class Mlp extends Module {
  readonly up: Linear;
  readonly down: Linear;

  constructor({ width, hidden }: GptNeoXConfig) {
    super();
    this.up = new Linear(width, hidden);
    this.down = new Linear(hidden, width);
  }

  /** `x` [..., D] -> [..., D], through the exact GELU. */
  forward(x: Tensor): Tensor {
    return this.down.forward(this.up.forward(x).gelu());
  }
}

/** Where each parameter lies in a Hugging Face checkpoint. */
export const gptNeoXNames: CheckpointNames = {
  prefix: 'gpt_neox.',
  parameters: {
    embed: ['gpt_neox.embed_in'],
    'layers.{n}.attentionNorm': ['gpt_neox.layers.{n}.input_layernorm'],
    'layers.{n}.attention.queryKeyValue': ['gpt_neox.layers.{n}.attention.query_key_value'],
    'layers.{n}.attention.output': ['gpt_neox.layers.{n}.attention.dense'],
    'layers.{n}.mlpNorm': ['gpt_neox.layers.{n}.post_attention_layernorm'],
    'layers.{n}.mlp.up': ['gpt_neox.layers.{n}.mlp.dense_h_to_4h'],
    'layers.{n}.mlp.down': ['gpt_neox.layers.{n}.mlp.dense_4h_to_h'],
    norm: ['gpt_neox.final_layer_norm'],
    unembed: ['embed_out', 'lm_head'], // files say embed_out; transformers 5 says lm_head
  },
  copies: { embed: ['embed_out', 'lm_head'] },
  ignored: [
    /^(gpt_neox\.)?layers\.\d+\.attention\.(bias|masked_bias|rotary_emb\.inv_freq)$/,
    /^(gpt_neox\.)?rotary_emb\.inv_freq$/,
  ],
};
