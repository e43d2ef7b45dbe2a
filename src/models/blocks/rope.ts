// Frequencies of rotary position embeddings and their scalings, as in transformers'
// modeling_rope_utils.py.
import { arange, scope } from '../../tensor/index.js';

/** How the frequencies are changed so that a model takes longer texts than it was trained on. */
export type RopeScaling =
  | { readonly kind: 'none' }
  /** All are divided by `factor`. */
  | { readonly kind: 'linear'; readonly factor: number }
  /** Llama 3.1: slow ones are divided by `factor`, fast ones stay, those between are blended. */
  | {
      readonly kind: 'llama3';
      readonly factor: number;
      /** Wave lengths above `originalTokens / lowFrequency` tokens count as slow. */
      readonly lowFrequency: number;
      /** Wave lengths below `originalTokens / highFrequency` tokens count as fast. */
      readonly highFrequency: number;
      /** Longest texts of the first training, in tokens. */
      readonly originalTokens: number;
    };

/** Widest head that has frequencies: a table for a number that is none would take all memory. */
const mostHeadWidth = 65_536;

/** Rotary positions of a model. */
export interface RopeConfig {
  /** Base of the geometric series of wave lengths. */
  readonly base: number;
  readonly scaling: RopeScaling;
}

/**
 * The frequencies of the pairs of dimensions that turn, in radians a token: `base ** (-2 i / R)`,
 * scaled. Of an odd R there is half a pair more, as in transformers, so that R + 1 dimensions turn.
 * Throws RangeError where none or more than a head's would.
 *
 * @param width R, at least 1
 * @param headWidth dimensions of a head
 */
export function ropeFrequencies(
  width: number,
  headWidth: number,
  { base, scaling }: RopeConfig = { base: 10_000, scaling: { kind: 'none' } },
): number[] {
  if (headWidth > mostHeadWidth)
    throw new RangeError(`a head of ${headWidth} numbers, expected at most ${mostHeadWidth}`);
  const turned = 2 * Math.ceil(width / 2);
  if (turned < 2 || turned > headWidth)
    throw new RangeError(
      `rotary positions turn pairs of each head's ${headWidth} numbers, a width of ${width} gives ` +
        `${turned} numbers`,
    );
  const frequencies = scope(() =>
    arange(0, width, { step: 2, dtype: 'float32' }).div(width).mul(-Math.log(base)).exp().toArray(),
  );
  return frequencies.map((frequency) => scaled(frequency, scaling));
}

function scaled(frequency: number, scaling: RopeScaling): number {
  if (scaling.kind === 'none') return frequency;
  if (scaling.kind === 'linear') return frequency / scaling.factor;
  const { factor, lowFrequency, highFrequency, originalTokens } = scaling;
  const waves = (originalTokens * frequency) / (2 * Math.PI); // in the original length
  const share = (waves - lowFrequency) / (highFrequency - lowFrequency);
  const kept = Math.min(1, Math.max(0, share));
  return (kept + (1 - kept) / factor) * frequency;
}
