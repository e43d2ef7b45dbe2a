// Several texts as one sequence, so that all but attention computes no padding.
// Shapes: B texts, L tokens of the longest, T tokens of all.
import { type Tensor, toDevice } from '../../tensor/index.js';

/** How texts lie in one sequence [1, T], one after the other; none sees another. */
export interface Packing {
  readonly texts: number; // B
  readonly longest: number; // L
  /** Where each token stands in its own text [1, T]. */
  readonly positionIds: Tensor;
  /** For each place of the texts side by side [B L], its token of the sequence; padding: the first. */
  readonly tokens: Tensor;
  /** For each token of the sequence [T], its place side by side. */
  readonly places: Tensor;
}

/** The packing of texts of `lengths`, on `device`. */
export function packTexts(lengths: readonly number[], device: string): Packing {
  const longest = Math.max(...lengths);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const positionIds = new Int32Array(total);
  const places = new Int32Array(total);
  const tokens = new Int32Array(lengths.length * longest);
  let token = 0;
  for (const [text, length] of lengths.entries())
    for (let position = 0; position < length; position++, token++) {
      positionIds[token] = position;
      places[token] = text * longest + position;
      tokens[text * longest + position] = token;
    }
  return {
    texts: lengths.length,
    longest,
    positionIds: toDevice(positionIds, [1, total], device),
    tokens: toDevice(tokens, [tokens.length], device),
    places: toDevice(places, [total], device),
  };
}
