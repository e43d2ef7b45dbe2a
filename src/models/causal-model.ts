// What the causal language models have in common.
// Shapes: B sequences, T tokens, N positions asked for, D model width, V vocabulary.
import { type Embedding, LayerNorm, type Linear, Module, type RmsNorm } from '../nn/index.js';
import type { Tensor } from '../tensor/index.js';
import { Attending } from './blocks/forward-pass.js';
import type { ForwardOptions, LanguageModel } from './language-model.js';

/** One layer of a causal language model. */
export interface Block extends Module {
  /** `x` [B, T, D] -> the block's output at the positions asked for [B, N, D]. */
  forward(x: Tensor, attending: Attending): Tensor;
}

/** Token embedding, blocks one after the other, a norm and an output head. */
export abstract class CausalModel extends Module implements LanguageModel {
  readonly architecture = 'causal';
  abstract readonly embed: Embedding;
  abstract readonly layers: readonly Block[];
  abstract readonly norm: LayerNorm | RmsNorm;
  /** Null: logits are products with the token embedding itself. */
  abstract readonly unembed: Linear | null;

  get device(): string {
    return this.embed.weight.device;
  }

  get vocabularySize(): number {
    return this.embed.weight.shape[0] as number;
  }

  get readsMeans(): boolean {
    return !(this.norm instanceof LayerNorm);
  }

  get writtenTokens(): number {
    return this.vocabularySize;
  }

  get maxTokens(): number | null {
    return null;
  }

  lastHidden(ids: Tensor, options: ForwardOptions = {}): Tensor {
    const asked = Attending.of(ids, options);
    const everywhere = asked.everywhere();
    let x = this.embedded(ids, everywhere);
    for (const [i, layer] of this.layers.entries()) {
      // What a position needs of others it takes from the blocks before: the last need not see all.
      const isLast = i === this.layers.length - 1;
      x = layer.forward(x, isLast ? asked : everywhere);
    }
    return this.norm.forward(x);
  }

  logits(hidden: Tensor): Tensor {
    return this.unembed?.forward(hidden) ?? hidden.linear(this.#tiedHead());
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
    const attending = Attending.of(ids, { mask: options.mask });
    const states = [this.embedded(ids, attending)];
    for (const layer of this.layers) states.push(layer.forward(states.at(-1) as Tensor, attending));
    return states;
  }

  /** The rows of the token embedding that are written. */
  #tiedHead(): Tensor {
    const { weight } = this.embed;
    const rows = this.writtenTokens;
    return rows < this.vocabularySize ? weight.slice({ dim: 0, end: rows }) : weight;
  }

  /** What the first block reads [B, T, D]. */
  protected embedded(ids: Tensor, _attending: Attending): Tensor {
    return this.embed.forward(ids);
  }
}
