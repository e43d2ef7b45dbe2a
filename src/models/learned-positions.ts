// Shapes: B sequences, T tokens, P positions that have an embedding, D model width.
import type { Embedding } from '../nn/index.js';
import type { Tensor } from '../tensor/index.js';
import type { Attending } from './attending.js';

/**
 * The embedding of each token's place in its text: [T, D], or [B, T, D] where places are given.
 * Throws RangeError where the text is longer than P.
 */
export function learnedPositions(positions: Embedding, attending: Attending): Tensor {
  const { positionIds, tokens } = attending;
  if (positionIds) return positions.forward(positionIds);
  const [most] = positions.weight.shape as [number];
  if (tokens > most)
    throw new RangeError(`a text of ${tokens} tokens, and the model has ${most} positions`);
  return positions.weight.slice({ end: tokens });
}
