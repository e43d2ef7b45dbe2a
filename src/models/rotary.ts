// Rotary position embeddings (Su et al. 2021, https://arxiv.org/abs/2104.09864).
// Shapes: B sequences, T tokens, K head width, R rotary width.
import { arange, cat, keep, scope, type Tensor } from '../tensor/index.js';

interface Angles {
  readonly cos: Tensor; // [T, R]
  readonly sin: Tensor; // [T, R]
}

/** Rotates the first R dimensions of each head by an angle proportional to the token's position. */
export class Rotary {
  readonly #width: number;
  readonly #base: number;
  readonly #angles = new Map<string, Angles>();

  /** `width` R even; `base` of the geometric series of wave lengths. */
  constructor(width: number, base: number) {
    if (width % 2 !== 0 || width < 2)
      throw new RangeError(`the rotary width must be even and at least 2, got ${width}`);
    this.#width = width;
    this.#base = base;
  }

  /**
   * `x` [B, T, ..., K] with its first R dimensions rotated; token 0 stands at position 0. Queries
   * and keys are best turned together, stacked in a dimension of their own.
   */
  apply(x: Tensor): Tensor {
    const shape = x.shape;
    const [tokens, headWidth] = [shape[1], shape.at(-1)] as [number, number];
    const between = new Array<number>(shape.length - 3).fill(1);
    const { cos, sin } = this.#anglesFor(tokens, x.device);
    const table = [tokens, ...between, this.#width];
    const turning = headWidth === this.#width ? x : x.slice({ dim: -1, end: this.#width });
    const [first, second] = turning.split(this.#width / 2, { dim: -1 }) as [Tensor, Tensor];
    const crossed = cat([second.neg(), first], { dim: -1 });
    const turned = turning.mul(cos.view(table)).addcmul(crossed, sin.view(table));
    if (headWidth === this.#width) return turned;
    return cat([turned, x.slice({ dim: -1, start: this.#width })], { dim: -1 });
  }

  /** Frees the tables of angles. */
  dispose(): void {
    for (const { cos, sin } of this.#angles.values()) {
      cos.dispose();
      sin.dispose();
    }
    this.#angles.clear();
  }

  #anglesFor(tokens: number, device: string): Angles {
    const key = `${tokens} ${device}`;
    const known = this.#angles.get(key);
    if (known) return known;
    const made = scope(() => {
      const exponents = arange(0, this.#width, { step: 2, dtype: 'float32' }).div(this.#width);
      const frequencies = exponents.mul(-Math.log(this.#base)).exp();
      const half = arange(0, tokens, { dtype: 'float32' }).outer(frequencies);
      const angle = cat([half, half], { dim: -1 });
      return {
        cos: keep(angle.cos().to({ device })),
        sin: keep(angle.sin().to({ device })),
      };
    });
    this.#angles.set(key, made);
    return made;
  }
}
