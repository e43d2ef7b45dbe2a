// Several texts as one sequence, so that nothing computes padding but attention where it has to.
// Shapes: B texts, L tokens of the longest, T tokens of all.
import { sent, type Tensor, tensor, toDevice } from '../../tensor/index.js';

/**
 * How texts of `lengths` lie in one sequence [1, T], one after the other; none sees another. What it
 * holds on `device` is made when it is first asked for, and belongs to the scope of that moment.
 */
export class Packing {
  readonly texts: number; // B
  readonly longest: number; // L
  readonly tokens: number; // T
  #positionIds: Tensor | null = null;
  #starts: Tensor | null = null;
  #sideBySide: { readonly tokens: Tensor; readonly places: Tensor } | null = null;

  constructor(
    readonly lengths: readonly number[],
    readonly device: string,
  ) {
    this.texts = lengths.length;
    this.longest = Math.max(...lengths);
    this.tokens = lengths.reduce((sum, length) => sum + length, 0);
  }

  /** Where each token stands in its own text [1, T]. */
  get positionIds(): Tensor {
    this.#positionIds ??= toDevice(
      Int32Array.from(this.lengths.flatMap((length) => [...Array(length).keys()])),
      [1, this.tokens],
      this.device,
    );
    return this.#positionIds;
  }

  /** Where each text begins, and the last ends [B + 1], in int32. */
  get starts(): Tensor {
    if (!this.#starts) {
      const starts = new Int32Array(this.texts + 1);
      for (const [text, length] of this.lengths.entries())
        starts[text + 1] = (starts[text] as number) + length;
      this.#starts = sent(tensor(starts, [starts.length]), this.device);
    }
    return this.#starts;
  }

  /**
   * Of texts that lie side by side instead, padded to the longest: for each of their places its
   * token of the sequence [B L] (padding: the first), and for each token its place [T].
   */
  get sideBySide(): { readonly tokens: Tensor; readonly places: Tensor } {
    if (!this.#sideBySide) {
      const { device, lengths, longest } = this;
      const places = new Int32Array(this.tokens);
      const tokens = new Int32Array(lengths.length * longest);
      let token = 0;
      for (const [text, length] of lengths.entries())
        for (let position = 0; position < length; position++, token++) {
          places[token] = text * longest + position;
          tokens[text * longest + position] = token;
        }
      this.#sideBySide = {
        tokens: toDevice(tokens, [tokens.length], device),
        places: toDevice(places, [places.length], device),
      };
    }
    return this.#sideBySide;
  }
}
