// GPT-J (Wang & Komatsuzaki 2021, https://github.com/kingoflolz/mesh-transformer-jax): attention and
// MLP read one norm's output side by side; rotary positions turn neighbouring dimensions.
// Shapes: B sequences, T tokens, N positions asked for, D model width, R rotary width.
import { dropout, Embedding, LayerNorm, Linear, Mlp, Module } from '../nn/index.js';
import type { Tensor } from '../tensor/index.js';
import { gelus } from './blocks/activations.js';
import { headWidthOf } from './blocks/attention.js';
import type { ForwardPass } from './blocks/forward-pass.js';
import type { Block } from './blocks/residual-blocks.js';
import { ropeFrequencies } from './blocks/rope.js';
import { Rotary } from './blocks/rotary.js';
import { RotaryAttention } from './blocks/rotary-attention.js';
import { CausalModel } from './causal-model.js';
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
  /** The MLP's function. */
  readonly activation: 'gelu' | 'gelu_new';
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
  /** All weights begin as zeros; see `loadPretrained`. */
  constructor(readonly config: GptJConfig) {
    const { heads, layers, layerNormEps, rotaryWidth, vocabularySize, width } = config;
    const rotary = new Rotary(
      ropeFrequencies(rotaryWidth, headWidthOf(width, heads)),
      'neighbours',
    );
    super({
      embed: new Embedding(vocabularySize, width),
      rotary,
      layers: Array.from({ length: layers }, (_, block) => new GptJBlock(config, block, rotary)),
      norm: new LayerNorm(width, layerNormEps),
      unembed: new Linear(width, vocabularySize),
      embeddingDropout: config.embeddingDropout,
    });
  }
}

class GptJBlock extends Module implements Block {
  readonly norm: LayerNorm;
  readonly attention: RotaryAttention;
  readonly mlp: Mlp;
  readonly #dropout: number;

  constructor(config: GptJConfig, block: number, rotary: Rotary) {
    super();
    const { width, heads, hidden, attentionDropout, layerNormEps, residualDropout } = config;
    this.norm = new LayerNorm(width, layerNormEps);
    this.attention = new RotaryAttention({
      width,
      heads,
      keyValueHeads: heads,
      headWidth: headWidthOf(width, heads),
      bias: false,
      rotary,
      block,
      dropout: attentionDropout,
    });
    this.mlp = new Mlp(width, hidden, gelus[config.activation]);
    this.#dropout = residualDropout;
  }

  forward(x: Tensor, pass: ForwardPass): Tensor {
    const drop = (y: Tensor): Tensor => dropout(y, this.#dropout, pass.dropout);
    const normed = this.norm.forward(x);
    const attended = drop(this.attention.forward(normed, pass));
    const added = drop(this.mlp.forward(pass.pick(normed)));
    return pass.pick(x).add(attended).add(added);
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
