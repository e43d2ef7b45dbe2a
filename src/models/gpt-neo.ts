// GPT-Neo (Black et al. 2021, https://doi.org/10.5281/zenodo.5297715): GPT-2 with unscaled attention
// that in every other layer reaches back only so far.
// Shapes: B sequences, T tokens, N positions asked for, D model width, H heads, K = D/H head width.
import { Linear, Module } from '../nn/index.js';
import type { Tensor } from '../tensor/index.js';
import {
  type AttentionOptions,
  causalSelfAttention,
  headWidthOf,
  splitHeads,
} from './blocks/attention.js';
import type { ForwardPass } from './blocks/forward-pass.js';
import type { Block } from './blocks/residual-blocks.js';
import { CausalModel } from './causal-model.js';
import type { CheckpointNames } from './checkpoint-names.js';
import { type Gpt2Config, gpt2Parts } from './gpt2.js';

/** How far a layer's attention reaches: over all tokens before, or over `window` of them. */
export type AttentionReach = 'global' | 'local';

/** The shape of a GPT-Neo model. */
export interface GptNeoConfig extends Omit<Gpt2Config, 'layers'> {
  /** The reach of each layer's attention, in order. */
  readonly attentionLayers: readonly AttentionReach[];
  /** Tokens that a local layer sees, the query's own included. */
  readonly window: number;
}

/** A GPT-Neo language model. */
export class GptNeo extends CausalModel {
  /** All weights begin as zeros; see `loadPretrained`. */
  constructor(readonly config: GptNeoConfig) {
    const windows = { global: undefined, local: config.window };
    super(
      gpt2Parts(
        config,
        config.attentionLayers.map((reach, i) => new Attention(config, i, windows[reach])),
      ),
    );
  }
}

class Attention extends Module implements Block {
  readonly query: Linear;
  readonly key: Linear;
  readonly value: Linear;
  readonly output: Linear;
  readonly #headWidth: number;
  readonly #options: AttentionOptions;

  constructor(config: GptNeoConfig, block: number, window: number | undefined) {
    super();
    const { width, heads, attentionDropout } = config;
    this.query = new Linear(width, width, { bias: false });
    this.key = new Linear(width, width, { bias: false });
    this.value = new Linear(width, width, { bias: false });
    this.output = new Linear(width, width);
    this.#headWidth = headWidthOf(width, heads);
    this.#options = { block, scale: 1, window, dropout: attentionDropout };
  }

  forward(x: Tensor, pass: ForwardPass): Tensor {
    const given = this.query.forward(x);
    const attending = pass.forAttention(given, this.#headWidth);
    const heads = (y: Tensor): Tensor => splitHeads(attending.take(y), this.#headWidth);
    const query = heads(given);
    const key = heads(this.key.forward(x));
    const value = heads(this.value.forward(x));
    const mixed = causalSelfAttention(query, key, value, attending.pass, this.#options);
    return this.output.forward(attending.giveBack(mixed));
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
