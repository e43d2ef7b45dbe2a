// Shapes: B sequences, T tokens of this pass, N positions asked for, S keys (T and those of a
// cache), H heads, K head width, D model width; L tokens of the longest of several packed texts.
import { arange, type Tensor } from '../../tensor/index.js';
import type { ForwardOptions } from '../language-model.js';
import type { KeyValueCache } from './key-value-cache.js';
import type { Packing } from './packing.js';

/** A pass as attention takes it, and the way there and back. */
export interface AttentionPass {
  /** With `packing` where attention takes packed texts as they lie [1, T]. */
  readonly pass: ForwardPass;
  /** `x` [B, T, D] as attention takes it: packed texts [1, T, D] as they are, or as [B, L, D]. */
  take(x: Tensor): Tensor;
  /** What is asked for of what attention gave for `pass`: [B, N, D], of packed texts [1, N, D]. */
  giveBack(mixed: Tensor): Tensor;
}

const same = (x: Tensor): Tensor => x;

/**
 * One forward pass, as all blocks are given it: which positions are asked for, where each token
 * stands in its text, which tokens are text, the cache, and whether dropout is active.
 */
export class ForwardPass {
  readonly tokens: number;
  readonly positions: Tensor | undefined;
  readonly mask: Tensor | undefined;
  readonly positionIds: Tensor | undefined;
  readonly cache: KeyValueCache | undefined;
  readonly packing: Packing | undefined;
  readonly dropout: boolean;
  readonly #made = new Map<string, unknown>();

  private constructor(tokens: number, options: ForwardOptions) {
    this.tokens = tokens;
    this.positions = options.positions;
    this.mask = options.mask;
    this.positionIds = options.positionIds;
    this.cache = options.cache;
    this.packing = options.packing;
    this.dropout = options.dropout ?? false;
  }

  /**
   * The pass over `ids` [B, T]. Begins its tokens in the cache where there is one; throws where
   * that holds tokens already and `positionIds` are not given.
   */
  static of(ids: Tensor, options: ForwardOptions): ForwardPass {
    const [sequences, tokens] = ids.shape as [number, number];
    const { cache, packing } = options;
    if (packing && (cache || options.mask || options.positionIds))
      throw new Error('packed texts go with no cache, mask or position ids');
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
    return new ForwardPass(tokens, {
      positions,
      mask,
      positionIds,
      cache,
      packing,
      dropout: options.dropout,
    });
  }

  /** The same for a block that has to compute all positions. */
  everywhere(): ForwardPass {
    if (!this.positions) return this;
    const { tokens, mask, positionIds, cache, packing, dropout } = this;
    return new ForwardPass(tokens, { mask, positionIds, cache, packing, dropout });
  }

  /**
   * The pass as attention takes it, whose heads of width K are `projected` [B, T, H K]. Of packed
   * texts it takes them as they lie where the device has an operator for that, and else side by side.
   */
  forAttention(projected: Tensor, headWidth: number): AttentionPass {
    const { packing } = this;
    if (!packing)
      return this.once('of sequences', () => ({ pass: this, take: same, giveBack: same }));
    return this.once(`of texts ${headWidth} ${projected.dtype}`, () => {
      const heads = projected.view([1, this.tokens, -1, headWidth]);
      return heads.takesPackedTexts() ? this.#ofTextsAsTheyLie(packing) : this.#ofTexts(packing);
    });
  }

  #ofTextsAsTheyLie(packing: Packing): AttentionPass {
    const { tokens, dropout } = this;
    const { positionIds } = packing;
    const pass = new ForwardPass(tokens, { packing, positionIds, dropout });
    return { pass, take: same, giveBack: (mixed) => this.pick(mixed) };
  }

  #ofTexts(packing: Packing): AttentionPass {
    const { positions, dropout } = this;
    const { texts, longest } = packing;
    const { tokens, places } = packing.sideBySide;
    const asked = this.once('places asked for', () =>
      positions ? places.indexSelect(0, positions.flatten()) : places,
    );
    return {
      pass: new ForwardPass(longest, { dropout }),
      take: (x) => x.squeeze(0).indexSelect(0, tokens).view([texts, longest, -1]),
      giveBack: (mixed) => mixed.flatten({ endDim: 1 }).indexSelect(0, asked).unsqueeze(0),
    };
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
  queryPositionIds(device: string): Tensor {
    const { positions, positionIds } = this;
    if (!positionIds) return positions ?? arange(0, this.tokens, { device });
    return positions ? positionIds.gather(1, positions) : positionIds;
  }

  /** Where each key stands in its text: [B, S], or [T] where that is 0 to T - 1. */
  keyPositionIds(device: string): Tensor {
    return this.cache?.positionIds ?? this.positionIds ?? arange(0, this.tokens, { device });
  }

  /** What `make` gives the first time it is asked for under `key` in this pass. */
  once<T>(key: string, make: () => T): T {
    if (!this.#made.has(key)) this.#made.set(key, make());
    return this.#made.get(key) as T;
  }
}
