// Llama (Touvron et al. 2023, https://arxiv.org/abs/2302.13971, and its successors).
// Letters: D model width, H heads, G heads of keys and values, K head width, V vocabulary.
import { Embedding, Linear, RmsNorm, SwiGlu, TiedHead } from '../nn/index.js';
import { SequentialBlock } from './blocks/residual-blocks.js';
import { type RopeConfig, ropeFrequencies } from './blocks/rope.js';
import { Rotary } from './blocks/rotary.js';
import { RotaryAttention, type RotaryAttentionParts } from './blocks/rotary-attention.js';
import { CausalModel, type CausalModelParts } from './causal-model.js';
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
  /** All weights begin as zeros; see `loadPretrained`. */
  constructor(readonly config: LlamaConfig) {
    super(llamaParts(config));
  }
}

/**
 * What a Llama consists of, and what descends from it.
 *
 * @param headNorms makes the norms of each head's queries and keys for a block; default: none
 */
export function llamaParts(
  config: LlamaConfig,
  headNorms?: () => RotaryAttentionParts['headNorms'],
): CausalModelParts {
  const { heads, headWidth, keyValueHeads, normEps, vocabularySize, width } = config;
  const rotary = new Rotary(ropeFrequencies(headWidth, headWidth, config.rope));
  const embed = new Embedding(vocabularySize, width);
  return {
    embed,
    rotary,
    layers: Array.from(
      { length: config.layers },
      (_, block) =>
        new SequentialBlock({
          attentionNorm: new RmsNorm(width, normEps),
          attention: new RotaryAttention({
            width,
            heads,
            keyValueHeads,
            headWidth,
            bias: config.attentionBias,
            headNorms: headNorms?.(),
            rotary,
            block,
            dropout: config.attentionDropout,
          }),
          mlpNorm: new RmsNorm(width, normEps),
          mlp: new SwiGlu(width, config.hidden, { bias: config.mlpBias }),
        }),
    ),
    norm: new RmsNorm(width, normEps),
    unembed: config.tieEmbeddings
      ? new TiedHead(embed)
      : new Linear(width, vocabularySize, { bias: false }),
  };
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
