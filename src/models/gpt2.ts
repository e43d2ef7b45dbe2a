// GPT-2 (Radford et al. 2019, "Language models are unsupervised multitask learners").
// Shapes: B sequences, T tokens, N positions asked for, D model width, H heads, K = D/H head width,
// P positions that have an embedding, V vocabulary.
import { Embedding, LayerNorm, Linear, Mlp, Module, TiedHead } from '../nn/index.js';
import type { Tensor } from '../tensor/index.js';
import { gelus } from './blocks/activations.js';
import { type AttentionOptions, causalSelfAttention, headWidthOf } from './blocks/attention.js';
import type { ForwardPass } from './blocks/forward-pass.js';
import { type Block, SequentialBlock } from './blocks/residual-blocks.js';
import { CausalModel, type CausalModelParts } from './causal-model.js';
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
  /** The MLP's function. */
  readonly activation: 'gelu' | 'gelu_new';
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
  /** All weights begin as zeros; see `loadPretrained`. */
  constructor(readonly config: Gpt2Config) {
    const { layers } = config;
    super(
      gpt2Parts(
        config,
        Array.from({ length: layers }, (_, i) => new Attention(config, i)),
      ),
    );
  }
}

/** What a GPT-2 consists of, and what descends from it: a block for each of `attentions`. */
export function gpt2Parts(
  config: Omit<Gpt2Config, 'layers' | 'heads'>,
  attentions: readonly Block[],
): CausalModelParts {
  const { hidden, layerNormEps, maxTokens, vocabularySize, width } = config;
  const embed = new Embedding(vocabularySize, width);
  return {
    embed,
    positions: new Embedding(maxTokens, width),
    layers: attentions.map(
      (attention) =>
        new SequentialBlock({
          attentionNorm: new LayerNorm(width, layerNormEps),
          attention,
          mlpNorm: new LayerNorm(width, layerNormEps),
          mlp: new Mlp(width, hidden, gelus[config.activation]),
          dropout: config.residualDropout,
        }),
    ),
    norm: new LayerNorm(width, layerNormEps),
    unembed: config.tieEmbeddings
      ? new TiedHead(embed)
      : new Linear(width, vocabularySize, { bias: false }),
    embeddingDropout: config.embeddingDropout,
  };
}

class Attention extends Module implements Block {
  readonly queryKeyValue: Linear;
  readonly output: Linear;
  readonly #heads: number;
  readonly #headWidth: number;
  readonly #options: AttentionOptions;

  constructor({ width, heads, attentionDropout }: Gpt2Config, block: number) {
    super();
    this.queryKeyValue = new Linear(width, 3 * width);
    this.output = new Linear(width, width);
    this.#heads = heads;
    this.#headWidth = headWidthOf(width, heads);
    this.#options = { block, dropout: attentionDropout };
  }

  forward(x: Tensor, pass: ForwardPass): Tensor {
    const given = this.queryKeyValue.forward(x);
    const attending = pass.forAttention(given, this.#headWidth);
    const projected = attending.take(given);
    const [batch, tokens] = projected.shape as [number, number];
    // All queries, then all keys, then all values: [B, T, 3D] -> [B, T, 3, H, K].
    const qkv = projected.view([batch, tokens, 3, this.#heads, this.#headWidth]);
    const [query, key, value] = qkv.unbind({ dim: 2 }) as [Tensor, Tensor, Tensor];
    const mixed = causalSelfAttention(query, key, value, attending.pass, this.#options);
    return this.output.forward(attending.giveBack(mixed));
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
