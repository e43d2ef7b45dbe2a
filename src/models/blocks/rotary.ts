// Rotary position embeddings (Su et al. 2021, https://arxiv.org/abs/2104.09864).
// Shapes: B sequences, T tokens, K head width, R rotary width; ... whatever lies between them, such
// as heads.
import {
  arange,
  cat,
  keep,
  scope,
  sent,
  stack,
  type Tensor,
  tensor,
  zeros,
} from '../../tensor/index.js';
import type { ForwardPass } from './forward-pass.js';

/** The angle of each pair of dimensions at each position. */
export interface Angles {
  readonly cos: Tensor; // [T, R/2]
  readonly sin: Tensor; // [T, R/2]
}

/** What turns queries or keys. */
interface Turn {
  readonly cos: Tensor; // [T, ..., K], or [B, T, 1, ..., K]
  readonly sin: Tensor; // as `cos`
}

/** Which dimensions turn together: i and i + R/2, or 2 i and 2 i + 1. */
export type Pairing = 'halves' | 'neighbours';

/**
 * Rotates the first R dimensions of each head, pair by pair, by an angle proportional to the
 * token's position: `x cos + partner(x) sin`. The exchange of partners is a product with a signed
 * permutation and the tables are written out over heads, because slices of half a head make for
 * many short loops.
 */
export class Rotary {
  readonly #frequencies: readonly number[];
  readonly #pairing: Pairing;
  /** Frequencies and partners, by what they are made for. */
  readonly #tables = new Map<string, Tensor>();
  readonly #turns = new Map<string, Turn>();
  readonly #angles = new Map<string, Angles>();

  /** `frequencies` of the pairs that turn, in radians a token (rope.ts). */
  constructor(frequencies: readonly number[], pairing: Pairing = 'halves') {
    if (frequencies.length === 0) throw new RangeError('at least one pair must turn');
    this.#frequencies = frequencies;
    this.#pairing = pairing;
  }

  /** `x` [B, T, ..., K] rotated to where its tokens stand in this pass. */
  apply(x: Tensor, pass: ForwardPass): Tensor {
    const { cos, sin, partner } = this.#turnOf(x, pass);
    const even = x.contiguous();
    return even.mul(cos).addcmul(even.matmul(partner), sin);
  }

  /** The angles of positions 0 to `tokens` - 1. */
  angles(tokens: number, device: string): Angles {
    return once(this.#angles, `${tokens} ${device}`, () => {
      const angle = this.#anglesAt(arange(0, tokens, { dtype: 'float32' }));
      return { cos: keep(sent(angle.cos(), device)), sin: keep(sent(angle.sin(), device)) };
    });
  }

  /** Frees the tables. */
  dispose(): void {
    for (const tables of [...this.#turns.values(), ...this.#angles.values()])
      for (const table of Object.values(tables) as Tensor[]) table.dispose();
    for (const table of this.#tables.values()) table.dispose();
    this.#turns.clear();
    this.#angles.clear();
    this.#tables.clear();
  }

  #turnOf(x: Tensor, pass: ForwardPass): Turn & { readonly partner: Tensor } {
    const { device, dtype, shape } = x;
    const width = shape.at(-1) as number;
    const partner = once(this.#tables, `partner ${width} ${device} ${dtype}`, () =>
      keep(sent(this.#partnersOf(width).to({ dtype }), device)),
    );
    const { positionIds } = pass;
    if (positionIds) {
      const between = shape.slice(2, -1).map(() => 1);
      const turn = pass.once(`rotary ${between} ${width} ${dtype}`, () =>
        this.#turnAt(positionIds, width, (table) =>
          table.to({ dtype }).view([...positionIds.shape, ...between, width]),
        ),
      );
      return { ...turn, partner };
    }
    const [tokens, ...between] = shape.slice(1, -1) as [number, ...number[]];
    const turn = once(this.#turns, `${shape.slice(1)} ${device} ${dtype}`, () =>
      this.#turnAt(arange(0, tokens), width, (table) => {
        const written = table.view([tokens, ...between.map(() => 1), width]);
        const whole = written.expand([tokens, ...between, width]).contiguous();
        return keep(sent(whole.to({ dtype }), device));
      }),
    );
    return { ...turn, partner };
  }

  /** The tables [..., K] of `positions` [...], each as `finish` leaves it. */
  #turnAt(positions: Tensor, width: number, finish: (table: Tensor) => Tensor): Turn {
    const angles = this.#anglesAt(positions.to({ dtype: 'float32' }));
    const { device } = angles;
    const rest = zeros([...positions.shape, width - 2 * this.#frequencies.length], { device });
    const both = this.#pairing === 'halves' ? cat([angles, angles], { dim: -1 }) : twice(angles);
    const angle = cat([both, rest], { dim: -1 });
    return { cos: finish(angle.cos()), sin: finish(angle.sin()) };
  }

  /** `positions` [...] -> [..., R/2] */
  #anglesAt(positions: Tensor): Tensor {
    const { device } = positions;
    const frequencies = once(this.#tables, `frequencies ${device}`, () =>
      keep(sent(tensor(Float32Array.from(this.#frequencies), [this.#frequencies.length]), device)),
    );
    return positions.unsqueeze(-1).mul(frequencies);
  }

  /** Sends each number to its partner [K, K]: row i says where number i goes, with which sign. */
  #partnersOf(width: number): Tensor {
    const pairs = this.#frequencies.length;
    const partner = new Float32Array(width * width);
    for (let pair = 0; pair < pairs; pair++) {
      const [first, second] =
        this.#pairing === 'halves' ? [pair, pair + pairs] : [2 * pair, 2 * pair + 1];
      partner[first * width + second] = 1;
      partner[second * width + first] = -1;
    }
    return tensor(partner, [width, width]);
  }
}

/** Each number of `x` [..., R/2] twice in a row: [..., R]. */
const twice = (x: Tensor): Tensor => stack([x, x], { dim: -1 }).flatten({ startDim: -2 });

/** What is under `key`, made when it is first asked for. */
function once<T>(tables: Map<string, T>, key: string, make: () => T): T {
  const known = tables.get(key);
  if (known) return known;
  const made = scope(make);
  tables.set(key, made);
  return made;
}
