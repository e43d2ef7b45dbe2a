// Rotary position embeddings (Su et al. 2021, https://arxiv.org/abs/2104.09864).
// Shapes: B sequences, T tokens, H heads, P parts (such as query and key), K head width, R rotary
// width.
import { arange, cat, eye, keep, scope, type Tensor, zeros } from '../tensor/index.js';

/** What turns the tokens of sequences of one length. */
interface Turn {
  readonly cos: Tensor; // [T, H, P, K]
  readonly sin: Tensor; // [T, H, P, K]
  /** Sends each number to its partner, with the sign it has there [K, K]. */
  readonly partner: Tensor;
}

/**
 * Rotates the first R dimensions of each head, dimension i with i + R/2, by an angle proportional
 * to the token's position: `x cos + partner(x) sin`. The exchange of partners is a product with a
 * signed permutation and the tables are written out over heads, because slices of half a head make
 * for many short loops (bench/RESULTS.md).
 */
export class Rotary {
  readonly #width: number;
  readonly #base: number;
  readonly #turns = new Map<string, Turn>();

  /** `width` R even; `base` of the geometric series of wave lengths. */
  constructor(width: number, base: number) {
    if (width % 2 !== 0 || width < 2)
      throw new RangeError(`the rotary width must be even and at least 2, got ${width}`);
    this.#width = width;
    this.#base = base;
  }

  /** `x` [B, T, H, P, K] rotated; token 0 stands at position 0. */
  apply(x: Tensor): Tensor {
    const { cos, sin, partner } = this.#turnFor(x);
    const even = x.contiguous();
    return even.mul(cos).addcmul(even.matmul(partner), sin);
  }

  /** Frees the tables. */
  dispose(): void {
    for (const turn of this.#turns.values())
      for (const table of Object.values(turn) as Tensor[]) table.dispose();
    this.#turns.clear();
  }

  #turnFor(x: Tensor): Turn {
    const shape = x.shape.slice(1) as [number, number, number, number];
    const { device, dtype } = x;
    const key = `${shape} ${device} ${dtype}`;
    const known = this.#turns.get(key);
    if (known) return known;
    const made = scope(() => this.#makeTurn(shape, (table) => keep(table.to({ device, dtype }))));
    this.#turns.set(key, made);
    return made;
  }

  #makeTurn(
    [tokens, heads, parts, width]: readonly [number, number, number, number],
    finish: (table: Tensor) => Tensor,
  ): Turn {
    const half = this.#width / 2;
    const rest = width - this.#width;
    const exponents = arange(0, this.#width, { step: 2, dtype: 'float32' }).div(this.#width);
    const frequencies = exponents.mul(-Math.log(this.#base)).exp();
    const angles = arange(0, tokens, { dtype: 'float32' }).outer(frequencies);
    const angle = cat([angles, angles, zeros([tokens, rest])], { dim: -1 });
    const table = (values: Tensor): Tensor =>
      finish(values.view([tokens, 1, 1, width]).expand([tokens, heads, parts, width]).contiguous());
    // Row i of the permutation says where number i goes: i to i + R/2, and i + R/2 to -i.
    const up = cat([zeros([half, half]), eye(half), zeros([half, rest])], { dim: 1 });
    const down = cat([eye(half).neg(), zeros([half, half + rest])], { dim: 1 });
    const partner = cat([up, down, zeros([rest, width])]);
    return { cos: table(angle.cos()), sin: table(angle.sin()), partner: finish(partner) };
  }
}
