// Rotary position embeddings (Su et al. 2021, https://arxiv.org/abs/2104.09864).
// Shapes: B sequences, T tokens, H heads, P parts (such as query and key), K head width, R rotary
// width.
import { arange, cat, eye, keep, scope, type Tensor, zeros } from '../tensor/index.js';

/** The angle of each pair of dimensions at each position. */
export interface Angles {
  readonly cos: Tensor; // [T, R/2]
  readonly sin: Tensor; // [T, R/2]
}

/** What turns the queries and keys of sequences of one length. */
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
 * for many short loops.
 */
export class Rotary {
  readonly #width: number;
  readonly #base: number;
  readonly #turns = new Map<string, Turn>();
  readonly #angles = new Map<string, Angles>();

  /** `width` R even; `base` of the geometric series of wave lengths. */
  constructor(width: number, base: number) {
    if (width % 2 !== 0 || width < 2)
      throw new RangeError(`the rotary width must be even and at least 2, got ${width}`);
    this.#width = width;
    this.#base = base;
  }

  /** `x` [B, T, H, P, K] rotated; token 0 stands at position 0. */
  apply(x: Tensor): Tensor {
    const shape = x.shape.slice(1) as [number, number, number, number];
    const { device, dtype } = x;
    const { cos, sin, partner } = once(this.#turns, `${shape} ${device} ${dtype}`, () =>
      this.#makeTurn(shape, (table) => keep(table.to({ device, dtype }))),
    );
    const even = x.contiguous();
    return even.mul(cos).addcmul(even.matmul(partner), sin);
  }

  /** The angles of positions 0 to `tokens` - 1. */
  angles(tokens: number, device: string): Angles {
    return once(this.#angles, `${tokens} ${device}`, () => {
      const angle = this.#anglesOf(tokens);
      return { cos: keep(angle.cos().to({ device })), sin: keep(angle.sin().to({ device })) };
    });
  }

  /** Frees the tables. */
  dispose(): void {
    for (const tables of [...this.#turns.values(), ...this.#angles.values()])
      for (const table of Object.values(tables) as Tensor[]) table.dispose();
    this.#turns.clear();
    this.#angles.clear();
  }

  /** [T, R/2] */
  #anglesOf(tokens: number): Tensor {
    const exponents = arange(0, this.#width, { step: 2, dtype: 'float32' }).div(this.#width);
    const frequencies = exponents.mul(-Math.log(this.#base)).exp();
    return arange(0, tokens, { dtype: 'float32' }).outer(frequencies);
  }

  #makeTurn(
    [tokens, heads, parts, width]: readonly [number, number, number, number],
    finish: (table: Tensor) => Tensor,
  ): Turn {
    const half = this.#width / 2;
    const rest = width - this.#width;
    const angles = this.#anglesOf(tokens);
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

/** The tables under `key`, made when they are first asked for. */
function once<T>(tables: Map<string, T>, key: string, make: () => T): T {
  const known = tables.get(key);
  if (known) return known;
  const made = scope(make);
  tables.set(key, made);
  return made;
}
