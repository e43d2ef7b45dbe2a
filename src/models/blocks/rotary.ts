// Rotary position embeddings (Su et al. 2021, https://arxiv.org/abs/2104.09864).
// Shapes: B sequences, T tokens, H heads, K head width, R rotary width.
import { arange, type DType, keep, scope, sent, type Tensor, tensor } from '../../tensor/index.js';
import type { ForwardPass } from './forward-pass.js';

/** The angle of each pair of dimensions at each position. */
export interface Angles {
  readonly cos: Tensor; // [T, R/2], or [B, T, R/2] where a pass says where its tokens stand
  readonly sin: Tensor; // as `cos`
}

/** Which dimensions turn together: i and i + R/2, or 2 i and 2 i + 1. */
export type Pairing = 'halves' | 'neighbours';

/**
 * Rotates the first R dimensions of each head, pair by pair, by an angle proportional to the
 * token's position (native/rotary.cc).
 */
export class Rotary {
  readonly #frequencies: readonly number[];
  readonly #neighbours: boolean;
  /** The frequencies by device. */
  readonly #onDevice = new Map<string, Tensor>();
  readonly #angles = new Map<string, Angles>();

  /** `frequencies` of the pairs that turn, in radians a token (rope.ts). */
  constructor(frequencies: readonly number[], pairing: Pairing = 'halves') {
    if (frequencies.length === 0) throw new RangeError('at least one pair must turn');
    this.#frequencies = frequencies;
    this.#neighbours = pairing === 'neighbours';
  }

  /** `x` [B, T, H, K] rotated to where its tokens stand in this pass. */
  apply(x: Tensor, pass: ForwardPass): Tensor {
    const { cos, sin } = this.#anglesOf(x, pass);
    return x.rotate(cos, sin, { neighbours: this.#neighbours });
  }

  /** Queries and keys of `qkv` [B, T, H, 3, K], rotated, and its values, each [B, T, H, K]. */
  split(qkv: Tensor, pass: ForwardPass): { query: Tensor; key: Tensor; value: Tensor } {
    const { cos, sin } = this.#anglesOf(qkv, pass);
    return qkv.rotateQueriesAndKeys(cos, sin, { neighbours: this.#neighbours });
  }

  /** The angles of positions 0 to `tokens` - 1. */
  angles(tokens: number, device: string, dtype: DType = 'float32'): Angles {
    return once(this.#angles, `${tokens} ${device} ${dtype}`, () => {
      const angle = this.#anglesAt(arange(0, tokens, { dtype: 'float32' }));
      const finish = (table: Tensor): Tensor => keep(sent(table.to({ dtype }), device));
      return { cos: finish(angle.cos()), sin: finish(angle.sin()) };
    });
  }

  /** Frees the tables. */
  dispose(): void {
    for (const { cos, sin } of this.#angles.values()) for (const one of [cos, sin]) one.dispose();
    for (const table of this.#onDevice.values()) table.dispose();
    this.#angles.clear();
    this.#onDevice.clear();
  }

  #anglesOf(heads: Tensor, pass: ForwardPass): Angles {
    const { device, dtype } = heads;
    const { positionIds } = pass;
    if (!positionIds) return this.angles(heads.shape[1] as number, device, dtype);
    return pass.once(`rotary ${dtype}`, () => {
      const angle = this.#anglesAt(positionIds.to({ dtype: 'float32' }));
      return { cos: angle.cos().to({ dtype }), sin: angle.sin().to({ dtype }) };
    });
  }

  /** `positions` [...] -> [..., R/2] */
  #anglesAt(positions: Tensor): Tensor {
    const { device } = positions;
    const frequencies = once(this.#onDevice, device, () =>
      keep(sent(tensor(Float32Array.from(this.#frequencies), [this.#frequencies.length]), device)),
    );
    return positions.unsqueeze(-1).mul(frequencies);
  }
}

/** What is under `key`, made when it is first asked for. */
function once<T>(tables: Map<string, T>, key: string, make: () => T): T {
  const known = tables.get(key);
  if (known) return known;
  const made = scope(make);
  tables.set(key, made);
  return made;
}
