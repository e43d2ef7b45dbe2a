// The blocks of causal language models: attention and an MLP, each of which adds to its input.
// Shapes: B sequences, T tokens, N positions asked for, D model width.
import { dropout, type LayerNorm, Module, type RmsNorm } from '../../nn/index.js';
import type { Tensor } from '../../tensor/index.js';
import type { ForwardPass } from './forward-pass.js';

/** Normalises a residual stream. */
export type Norm = LayerNorm | RmsNorm;

/** `x` [B, T, D] -> something of the positions asked for [B, N, D]. */
export interface Block extends Module {
  forward(x: Tensor, pass: ForwardPass): Tensor;
}

/** What a block consists of. */
export interface BlockParts {
  readonly attentionNorm: Norm;
  /** What attention adds at the positions asked for. */
  readonly attention: Block;
  readonly mlpNorm: Norm;
  /** [..., D] -> [..., D]. */
  readonly mlp: Module & { forward(x: Tensor): Tensor };
  /** Share that dropout zeroes of what attention and MLP add. Default: 0. */
  readonly dropout?: number;
}

abstract class ResidualBlock extends Module implements Block {
  readonly attentionNorm: Norm;
  readonly attention: Block;
  readonly mlpNorm: Norm;
  readonly mlp: BlockParts['mlp'];
  readonly #dropout: number;

  constructor({ attentionNorm, attention, mlpNorm, mlp, dropout = 0 }: BlockParts) {
    super();
    this.attentionNorm = attentionNorm;
    this.attention = attention;
    this.mlpNorm = mlpNorm;
    this.mlp = mlp;
    this.#dropout = dropout;
  }

  abstract forward(x: Tensor, pass: ForwardPass): Tensor;

  /** What attention adds to `x` [B, T, D] at the positions asked for [B, N, D]. */
  protected attentionOutput(x: Tensor, pass: ForwardPass): Tensor {
    const added = this.attention.forward(this.attentionNorm.forward(x), pass);
    return dropout(added, this.#dropout, pass.dropout);
  }

  /** What the MLP adds where it reads `x` [B, N, D]. */
  protected mlpOutput(x: Tensor, pass: ForwardPass): Tensor {
    return dropout(this.mlp.forward(this.mlpNorm.forward(x)), this.#dropout, pass.dropout);
  }
}

/** Attention, then an MLP that reads what attention added: GPT-2, GPT-Neo, Llama and others. */
export class SequentialBlock extends ResidualBlock {
  forward(x: Tensor, pass: ForwardPass): Tensor {
    const added = this.attentionOutput(x, pass);
    const sum = pass.pick(x).add(added);
    return sum.add(this.mlpOutput(sum, pass));
  }
}

/** Attention and an MLP that read the same input: GPT-NeoX. */
export class ParallelBlock extends ResidualBlock {
  forward(x: Tensor, pass: ForwardPass): Tensor {
    const added = this.attentionOutput(x, pass);
    const kept = pass.pick(x);
    return kept.add(added).add(this.mlpOutput(kept, pass));
  }
}
