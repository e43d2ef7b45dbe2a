// Shapes: B sequences, T tokens of this pass, N positions asked for, S keys (T and those of a
// cache), H heads, K head width, D model width.
import { arange, type Tensor } from '../../tensor/index.js';
import type { ForwardOptions } from '../language-model.js';
import type { KeyValueCache } from './key-value-cache.js';

/**
 * What one forward pass attends to: which positions are asked for, where each token stands in its
 * text, and which keys each query may see. A key is seen where its token is text and stands no
 * later than the query.
 */
export class Attending {
  readonly tokens: number;
  readonly positions: Tensor | undefined;
  readonly mask: Tensor | undefined;
  readonly positionIds: Tensor | undefined;
  readonly cache: KeyValueCache | undefined;
  readonly dropout: boolean;
  readonly #made = new Map<unknown, unknown>();

  private constructor(tokens: number, options: ForwardOptions) {
    this.tokens = tokens;
    this.positions = options.positions;
    this.mask = options.mask;
    this.positionIds = options.positionIds;
    this.cache = options.cache;
    this.dropout = options.dropout ?? false;
  }

  /**
   * The pass over `ids` [B, T]. Begins its tokens in the cache where there is one; throws where
   * that holds tokens already and `positionIds` are not given.
   */
  static of(ids: Tensor, options: ForwardOptions): Attending {
    const [sequences, tokens] = ids.shape as [number, number];
    const { cache } = options;
    const mask = options.mask?.to({ dtype: 'bool' });
    const positions = options.positions?.to({ dtype: 'int64' });
    let positionIds = options.positionIds?.to({ dtype: 'int64' });
    if (cache) {
      if (!positionIds && cache.length > 0)
        throw new Error(`after ${cache.length} tokens in the cache \`positionIds\` are needed`);
      positionIds ??= arange(0, tokens, { device: ids.device }).expand([sequences, -1]);
      cache.extend(positionIds, mask);
    }
    // Not `...options`: such objects stay until V8 collects its whole heap, a few kB a step.
    return new Attending(tokens, { positions, mask, positionIds, cache, dropout: options.dropout });
  }

  /** The same for a block that has to compute all positions. */
  everywhere(): Attending {
    if (!this.positions) return this;
    const { tokens, mask, positionIds, cache, dropout } = this;
    return new Attending(tokens, { mask, positionIds, cache, dropout });
  }

  /** What is asked for of `x` [B, T, D]: [B, N, D], or `x` itself. */
  pick(x: Tensor): Tensor {
    if (!this.positions) return x;
    const [sequences, count] = this.positions.shape as [number, number];
    const starts = arange(0, sequences, { device: x.device }).mul(this.tokens).unsqueeze(1);
    const rows = this.positions.add(starts).flatten();
    return x.flatten({ endDim: 1 }).indexSelect(0, rows).view([sequences, count, -1]);
  }

  /** `queries` [B, H, T, K] at the positions asked for: [B, H, N, K]. */
  pickQueries(queries: Tensor): Tensor {
    if (!this.positions) return queries;
    const [batch, heads, , width] = queries.shape as [number, number, number, number];
    const index = this.positions.unsqueeze(1).unsqueeze(-1).expand([batch, heads, -1, width]);
    return queries.gather(2, index);
  }

  /** Where each query asked for stands in its text: [B, N], or [T] where that is 0 to T - 1. */
  queryPlaces(device: string): Tensor {
    const { positions, positionIds } = this;
    if (!positionIds) return positions ?? arange(0, this.tokens, { device });
    return positions ? positionIds.gather(1, positions) : positionIds;
  }

  /** Where each key stands in its text: [B, S], or [T] where that is 0 to T - 1. */
  keyPlaces(device: string): Tensor {
    return this.cache?.placeIds ?? this.positionIds ?? arange(0, this.tokens, { device });
  }

  /**
   * Which keys each query may see [B or 1, 1, N, S], or null where only the causal order restricts
   * all positions.
   *
   * @param window a key is seen only by queries less than this many places after it; default all
   */
  allowed(device: string, window = Number.POSITIVE_INFINITY): Tensor | null {
    const plain = !this.positions && !this.mask && !this.positionIds;
    const narrow = this.positionIds || this.tokens > window ? window : Number.POSITIVE_INFINITY;
    if (plain && narrow === Number.POSITIVE_INFINITY) return null;
    return this.once(narrow, () => this.#makeAllowed(device, narrow));
  }

  /** What `make` gives the first time it is asked for under `key` in this pass. */
  once<T>(key: unknown, make: () => T): T {
    if (!this.#made.has(key)) this.#made.set(key, make());
    return this.#made.get(key) as T;
  }

  #makeAllowed(device: string, window: number): Tensor {
    const queries = this.queryPlaces(device).unsqueeze(-1);
    const keys = this.keyPlaces(device).unsqueeze(-2);
    const inOrder = keys.le(queries);
    const order =
      window === Number.POSITIVE_INFINITY
        ? inOrder
        : inOrder.logicalAnd(queries.sub(keys).lt(window));
    const allowed = order.shape.length === 2 ? order.unsqueeze(0).unsqueeze(0) : order.unsqueeze(1);
    const isText = this.cache ? this.cache.isText : this.mask;
    return isText ? hideGaps(allowed, isText) : allowed;
  }
}

/**
 * `allowed` [B or 1, 1, N, S] without the keys where `isText` [B, S] is false. A query that could
 * then see nothing, which only padding can be, sees everything: no weights can be computed for it.
 */
function hideGaps(allowed: Tensor, isText: Tensor): Tensor {
  return orAll(allowed.logicalAnd(isText.unsqueeze(1).unsqueeze(1)));
}

/**
 * Which keys every query may see of those where `isText` [B, S] is true: [B, 1, 1, S]. Where none
 * is text, all.
 */
export const textOnly = (isText: Tensor): Tensor =>
  orAll(isText.to({ dtype: 'bool' }).unsqueeze(1).unsqueeze(1));

/** `seen` [..., S], and true in rows where it is false throughout. */
const orAll = (seen: Tensor): Tensor =>
  seen.logicalOr(seen.amax({ dim: [-1], keepdim: true }).logicalNot());
