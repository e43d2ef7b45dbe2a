// What the causal language models have in common.
// Shapes: B sequences, T tokens, N positions asked for, D model width, V vocabulary.
import {
  dropout,
  type Embedding,
  LayerNorm,
  type Linear,
  Module,
  type TiedHead,
} from '../nn/index.js';
import type { Tensor } from '../tensor/index.js';
import { ForwardPass } from './blocks/forward-pass.js';
import { learnedPositions } from './blocks/learned-positions.js';
import type { Block, Norm } from './blocks/residual-blocks.js';
import type { Rotary } from './blocks/rotary.js';
import type { ForwardOptions, LanguageModel } from './language-model.js';

/** What a causal language model consists of. */
export interface CausalModelParts {
  /** Token embedding [V, D]. */
  readonly embed: Embedding;
  /** An embedding of each position of a text, where positions are learned. */
  readonly positions?: Embedding;
  /** What turns queries and keys in all blocks, where positions are rotary. */
  readonly rotary?: Rotary;
  /** The blocks, one after the other. */
  readonly layers: readonly Block[];
  readonly norm: Norm;
  /** The output head, which may be the token embedding itself. */
  readonly unembed: Linear | TiedHead;
  /** Share that dropout zeroes of what the first block reads. Default: 0. */
  readonly embeddingDropout?: number;
}

/** Token embedding, blocks one after the other, a norm and an output head. */
export abstract class CausalModel extends Module implements LanguageModel {
  readonly architecture = 'causal';
  readonly embed: Embedding;
  readonly positions: Embedding | null;
  readonly layers: readonly Block[];
  readonly norm: Norm;
  readonly unembed: Linear | TiedHead;
  readonly #rotary: Rotary | null;
  readonly #embeddingDropout: number;

  constructor(parts: CausalModelParts) {
    super();
    this.embed = parts.embed;
    this.positions = parts.positions ?? null;
    this.layers = parts.layers;
    this.norm = parts.norm;
    this.unembed = parts.unembed;
    this.#rotary = parts.rotary ?? null;
    this.#embeddingDropout = parts.embeddingDropout ?? 0;
  }

  get device(): string {
    return this.embed.weight.device;
  }

  get vocabularySize(): number {
    return this.embed.entries;
  }

  get readsMeans(): boolean {
    return !(this.norm instanceof LayerNorm);
  }

  get writtenTokens(): number {
    return this.unembed.outputs;
  }

  get maxTokens(): number | null {
    return this.positions?.entries ?? null;
  }

  lastHidden(ids: Tensor, options: ForwardOptions = {}): Tensor {
    const asked = ForwardPass.of(ids, options);
    const everywhere = asked.everywhere();
    let x = this.#embedded(ids, everywhere);
    for (const [i, layer] of this.layers.entries()) {
      // What a position needs of others it takes from the blocks before: the last need not see all.
      const isLast = i === this.layers.length - 1;
      x = layer.forward(x, isLast ? asked : everywhere);
    }
    return this.norm.forward(x);
  }

  logits(hidden: Tensor): Tensor {
    return this.unembed.forward(hidden);
  }

  forward(ids: Tensor, options: ForwardOptions = {}): Tensor {
    return this.logits(this.lastHidden(ids, options));
  }

  hiddenStates(ids: Tensor, options: Pick<ForwardOptions, 'mask'> = {}): Tensor[] {
    const states = this.residualStream(ids, options);
    states.push(this.norm.forward(states.pop() as Tensor));
    return states;
  }

  residualStream(ids: Tensor, options: Pick<ForwardOptions, 'mask'> = {}): Tensor[] {
    const pass = ForwardPass.of(ids, { mask: options.mask });
    const states = [this.#embedded(ids, pass)];
    for (const layer of this.layers) states.push(layer.forward(states.at(-1) as Tensor, pass));
    return states;
  }

  override dispose(): void {
    super.dispose();
    this.#rotary?.dispose();
  }

  /** What the first block reads [B, T, D]. */
  #embedded(ids: Tensor, pass: ForwardPass): Tensor {
    const embedded = this.embed.forward(ids);
    const sum = this.positions ? embedded.add(learnedPositions(this.positions, pass)) : embedded;
    return dropout(sum, this.#embeddingDropout, pass.dropout);
  }
}
