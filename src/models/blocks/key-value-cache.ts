// Shapes: B sequences, H heads of keys and values, S tokens kept, T new tokens, K head width,
// R sequences left.
import { cat, empty, keep, ones, scope, type Tensor } from '../../tensor/index.js';

/** Keys and values of one block, each [B, H, S, K]. */
interface KeysAndValues {
  readonly keys: Tensor;
  readonly values: Tensor;
}

/** Tokens for which a block gets room at a time, so that few steps copy what is kept. */
const roomStep = 8;

/**
 * The keys and values of tokens that a decoder has read, block by block. A key is attended to
 * where its token is text and stands no later than the query, so sequences of different length
 * share a cache with gaps. Belongs to no scope: it lives until `dispose`. No gradient flows into
 * what is kept.
 */
export class KeyValueCache {
  #length = 0;
  #positionIds: Tensor | null = null;
  #isText: Tensor | null = null;
  /** What grows with every token, by block; room for more than S tokens. */
  readonly #growing = new Map<number, KeysAndValues>();
  /** What an encoder's output gives, by block. */
  readonly #fixed = new Map<number, KeysAndValues>();

  /** Tokens kept of each sequence S, gaps included. */
  get length(): number {
    return this.#length;
  }

  /** The position of each token in its own text [B, S]; throws while nothing is kept. */
  get positionIds(): Tensor {
    if (!this.#positionIds) throw new Error('the cache is empty');
    return this.#positionIds;
  }

  /** [B, S], false where a token is a gap; undefined where none is known to be. */
  get isText(): Tensor | undefined {
    return this.#isText ?? undefined;
  }

  /** Begins T tokens with their positions [B, T] and, where some are gaps, `isText` [B, T]. */
  extend(positionIds: Tensor, isText: Tensor | undefined): void {
    const [sequences, tokens] = positionIds.shape as [number, number];
    const kept = this.#positionIds?.shape[0] ?? sequences;
    if (kept !== sequences)
      throw new RangeError(`the cache holds ${kept} sequences, and ${sequences} go on`);
    const before = this.#positionIds;
    const gapsBefore = this.#isText;
    const all = (count: number): Tensor =>
      ones([sequences, count], { dtype: 'bool', device: positionIds.device });
    scope(() => {
      this.#positionIds = keep(
        before ? cat([before, positionIds], { dim: 1 }) : positionIds.clone(),
      );
      if (isText || gapsBefore)
        this.#isText = keep(
          cat([gapsBefore ?? all(this.#length), isText ?? all(tokens)], { dim: 1 }),
        );
    });
    before?.dispose();
    gapsBefore?.dispose();
    this.#length += tokens;
  }

  /**
   * Adds what block number `block` makes of the tokens that `extend` began, each [B, H, T, K], and
   * gives what it has of all S tokens.
   */
  append(block: number, keys: Tensor, values: Tensor): [keys: Tensor, values: Tensor] {
    const start = this.#length - (keys.shape[2] as number);
    const known = this.#growing.get(block);
    const grown =
      known && (known.keys.shape[2] as number) >= this.#length
        ? known
        : {
            keys: this.#withRoom(keys, known?.keys, start),
            values: this.#withRoom(values, known?.values, start),
          };
    this.#growing.set(block, grown);
    const all = (kept: Tensor, added: Tensor): Tensor => {
      scope(() => void kept.slice({ dim: 2, start, end: this.#length }).copy_(added.detach()));
      return kept.slice({ dim: 2, end: this.#length });
    };
    return [all(grown.keys, keys), all(grown.values, values)];
  }

  /** What `make` gives the first time it is asked for block number `block`. */
  once(block: number, make: () => readonly [keys: Tensor, values: Tensor]): [Tensor, Tensor] {
    let known = this.#fixed.get(block);
    if (!known) {
      known = scope(() => {
        const [keys, values] = make();
        return { keys: keep(keys.detach().clone()), values: keep(values.detach().clone()) };
      });
      this.#fixed.set(block, known);
    }
    return [known.keys, known.values];
  }

  /** Keeps only the sequences `rows` [R] (whole numbers), in that order. */
  keepRows(rows: Tensor): void {
    const pick = (from: Tensor): Tensor => {
      const picked = keep(from.indexSelect(0, rows));
      from.dispose();
      return picked;
    };
    this.#positionIds = this.#positionIds && pick(this.#positionIds);
    this.#isText = this.#isText && pick(this.#isText);
    for (const blocks of [this.#growing, this.#fixed])
      for (const [block, { keys, values }] of blocks)
        blocks.set(block, { keys: pick(keys), values: pick(values) });
  }

  /** Frees what is kept; the cache is then empty. */
  dispose(): void {
    this.#positionIds?.dispose();
    this.#isText?.dispose();
    for (const blocks of [this.#growing, this.#fixed]) {
      for (const { keys, values } of blocks.values()) {
        keys.dispose();
        values.dispose();
      }
      blocks.clear();
    }
    this.#positionIds = null;
    this.#isText = null;
    this.#length = 0;
  }

  /** Room for S tokens and some more, like `added` [B, H, T, K], with the first of `known`. */
  #withRoom(added: Tensor, known: Tensor | undefined, start: number): Tensor {
    const [sequences, heads, , width] = added.shape as [number, number, number, number];
    const room = Math.ceil(this.#length / roomStep) * roomStep;
    const { device, dtype } = known ?? added;
    return scope(() => {
      const grown = keep(empty([sequences, heads, room, width], { dtype, device }));
      if (known) grown.slice({ dim: 2, end: start }).copy_(known.slice({ dim: 2, end: start }));
      known?.dispose();
      return grown;
    });
  }
}
