// Shapes: B sequences, T tokens, P positions that have an embedding, D model width.
import { UserError } from '../../errors/user-error.js';
import type { Embedding } from '../../nn/index.js';
import { arange, type Tensor } from '../../tensor/index.js';
import type { ForwardPass } from './forward-pass.js';

/**
 * The embedding of each token's position in its text: [1, T, D], or [B, T, D] where position ids
 * are given, which have to be below P. Throws a UserError where the text is longer than P.
 */
export function learnedPositions(positions: Embedding, pass: ForwardPass): Tensor {
  const { packing, positionIds, tokens } = pass;
  if (packing) {
    checkTextLength(packing.longest, positions.entries);
    return positions.forward(packing.positionIds);
  }
  if (positionIds) return positions.forward(positionIds);
  checkTextLength(tokens, positions.entries);
  const { device } = positions.weight;
  return positions.forward(arange(0, tokens, { dtype: 'int64', device }).unsqueeze(0));
}

/** Throws a UserError where a text has more tokens than the model has positions for (null: endless). */
export function checkTextLength(tokens: number, most: number | null): void {
  if (most !== null && tokens > most)
    throw new UserError(`a text has ${tokens} tokens, but the model only ${most} positions`);
}
