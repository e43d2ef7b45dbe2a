// GPT-NeoX, the architecture of Pythia (Black et al. 2022, https://arxiv.org/abs/2204.06745).
// Shapes: B sequences, T tokens, N positions asked for, D model width, H heads, K = D/H head width,
// R rotary width, V vocabulary.
import { Embedding, LayerNorm, Linear, Mlp, Module, TiedHead } from '../nn/index.js';
import type { Tensor } from '../tensor/index.js';
import { gelus } from './blocks/activations.js';
import { type AttentionOptions, headWidthOf } from './blocks/attention.js';
import type { ForwardPass } from './blocks/forward-pass.js';
import { fusedAttention } from './blocks/fused-attention.js';
import { ParallelBlock, SequentialBlock } from './blocks/residual-blocks.js';
import { type RopeScaling, ropeFrequencies } from './blocks/rope.js';
import { Rotary } from './blocks/rotary.js';
import { CausalModel } from './causal-model.js';
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
  /** The MLP's function. Default: exact GELU. */
  readonly activation?: 'gelu' | 'gelu_new';
  /** Fraction R/K of each head that rotates, above 0, at most 1; an odd R counts as R + 1. */
  readonly rotaryFraction: number;
  /** Base of the rotary wave lengths. */
  readonly rotaryBase: number;
  /** How the rotary frequencies are scaled. Default: not at all. */
  readonly rotaryScaling?: RopeScaling;
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
  /** All weights begin as zeros; see `buildModel` and `loadPretrained`. */
  constructor(readonly config: GptNeoXConfig) {
    const { heads, hidden, layers, layerNormEps, rotaryBase, vocabularySize, width } = config;
    const { activation = 'gelu', outputRows = vocabularySize } = config;
    const { rotaryScaling: scaling = { kind: 'none' } } = config;
    if (outputRows > vocabularySize)
      throw new RangeError(`${outputRows} rows of output for ${vocabularySize} tokens`);
    const headWidth = headWidthOf(width, heads);
    const rotaryWidth = Math.floor(headWidth * config.rotaryFraction);
    const rope = { base: rotaryBase, scaling };
    const rotary = new Rotary(ropeFrequencies(rotaryWidth, headWidth, rope));
    const Block = config.parallelResidual ? ParallelBlock : SequentialBlock;
    const embed = new Embedding(vocabularySize, width);
    super({
      embed,
      rotary,
      layers: Array.from(
        { length: layers },
        (_, block) =>
          new Block({
            attentionNorm: new LayerNorm(width, layerNormEps),
            attention: new Attention(config, block, rotary),
            mlpNorm: new LayerNorm(width, layerNormEps),
            mlp: new Mlp(width, hidden, gelus[activation]),
            dropout: config.hiddenDropout,
          }),
      ),
      norm: new LayerNorm(width, layerNormEps),
      unembed: config.tieEmbeddings
        ? new TiedHead(embed, outputRows)
        : new Linear(width, outputRows, { bias: false }),
      embeddingDropout: config.hiddenDropout,
    });
  }
}

class Attention extends Module {
  readonly queryKeyValue: Linear;
  readonly output: Linear;
  readonly #heads: number;
  readonly #headWidth: number;
  readonly #rotary: Rotary;
  readonly #options: AttentionOptions;

  constructor({ width, heads, attentionDropout }: GptNeoXConfig, block: number, rotary: Rotary) {
    super();
    this.queryKeyValue = new Linear(width, 3 * width);
    this.output = new Linear(width, width);
    this.#heads = heads;
    this.#headWidth = headWidthOf(width, heads);
    this.#rotary = rotary;
    this.#options = { block, dropout: attentionDropout };
  }

  /** `x` [B, T, D] -> what the positions asked for gather [B, N, D]. */
  forward(x: Tensor, pass: ForwardPass): Tensor {
    const given = this.queryKeyValue.forward(x);
    const attending = pass.forAttention(given, this.#headWidth);
    const projected = attending.take(given);
    const [batch, tokens] = projected.shape as [number, number];
    // Each head's q, k and v lie side by side: [B, T, 3D] -> [B, T, H, 3, K].
    const qkv = projected.view([batch, tokens, this.#heads, 3, -1]);
    const mixed = fusedAttention(qkv, this.#rotary, attending.pass, this.#options);
    return this.output.forward(attending.giveBack(mixed));
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
