const none = -1;
/** Places in a piece are below it, and ranks, so that one exact number orders both. */
const places = 2 ** 26;

/** Merges by the two ids that they join: a hash table, since maps of number pairs are slow. */
export class Merges {
  /** Left id, right id and rank of each slot; a rank of -1 where it is free. */
  readonly #slots: Int32Array;
  readonly #mask: number;
  /** What each rank gives. */
  readonly #ids: Int32Array;

  /** @param most how many merges there are at most */
  constructor(most: number) {
    let slots = 2;
    while (slots < 2 * most) slots *= 2;
    this.#mask = slots - 1;
    this.#slots = new Int32Array(3 * slots).fill(none);
    this.#ids = new Int32Array(most);
  }

  /** Of a pair that was set before, the later rank counts. */
  set(left: number, right: number, rank: number, id: number): void {
    const slot = this.#slotOf(left, right);
    this.#slots[slot] = left;
    this.#slots[slot + 1] = right;
    this.#slots[slot + 2] = rank;
    this.#ids[rank] = id;
  }

  /** -1: the two are not merged. */
  rankOf(left: number, right: number): number {
    return this.#slots[this.#slotOf(left, right) + 2] as number;
  }

  idOf(rank: number): number {
    return this.#ids[rank] as number;
  }

  /** The slot of the pair, else the free one where it belongs. */
  #slotOf(left: number, right: number): number {
    let hash = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b);
    hash ^= hash >>> 15;
    for (let at = hash & this.#mask; ; at = (at + 1) & this.#mask) {
      const slot = 3 * at;
      const isFree = this.#slots[slot + 2] === none;
      if (isFree || (this.#slots[slot] === left && this.#slots[slot + 1] === right)) return slot;
    }
  }
}

/**
 * Merges neighbours, the lowest rank first, until none are left. Symbols are a linked list and
 * candidates a heap, so that the time grows with n log n.
 */
export function mergeSymbols(symbols: readonly number[], merges: Merges): readonly number[] {
  const { length } = symbols;
  if (length < 2) return symbols;
  const ids = Int32Array.from(symbols);
  const next = new Int32Array(length);
  const previous = new Int32Array(length);
  for (let at = 0; at < length; at++) {
    next[at] = at + 1;
    previous[at] = at - 1;
  }
  next[length - 1] = none;
  const candidates = new Heap();
  const rankAt = (at: number): number => {
    const after = next[at] as number;
    return after === none ? none : merges.rankOf(ids[at] as number, ids[after] as number);
  };
  const offer = (at: number): void => {
    const rank = at === none ? none : rankAt(at);
    if (rank !== none) candidates.push(rank * places + at);
  };
  for (let at = 0; at + 1 < length; at++) offer(at);
  for (let key = candidates.pop(); key !== undefined; key = candidates.pop()) {
    const rank = Math.floor(key / places);
    const at = key - rank * places;
    if (rankAt(at) !== rank) continue;
    const taken = next[at] as number;
    const after = next[taken] as number;
    ids[at] = merges.idOf(rank);
    // Nothing follows what is merged away, so nothing is merged with it either.
    next[taken] = none;
    next[at] = after;
    if (after !== none) previous[after] = at;
    offer(previous[at] as number);
    offer(at);
  }
  const merged: number[] = [];
  for (let at = 0; at !== none; at = next[at] as number) merged.push(ids[at] as number);
  return merged;
}

/** Numbers, the smallest first. */
class Heap {
  readonly #items: number[] = [];

  push(item: number): void {
    const items = this.#items;
    let at = items.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = items[parent] as number;
      if (above <= item) break;
      items[at] = above;
      at = parent;
    }
    items[at] = item;
  }

  pop(): number | undefined {
    const items = this.#items;
    const first = items[0];
    const last = items.pop();
    if (last === undefined || items.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && (items[child + 1] as number) < (items[child] as number))
        child++;
      const below = items[child] as number;
      if (last <= below) break;
      items[at] = below;
      at = child;
    }
    items[at] = last;
    return first;
  }
}
