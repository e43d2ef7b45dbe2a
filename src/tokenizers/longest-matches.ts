/** A stretch of a text that one of the patterns matches. */
export interface Match {
  readonly start: number;
  readonly end: number;
  /** The pattern's number. */
  readonly pattern: number;
}

const root = 0;

/**
 * Finds patterns in texts from the left, of those that begin together the longest (Aho and Corasick,
 * 1975). Patterns are not empty; of equal ones the first is found.
 */
export class LongestMatches {
  /** Of each node: the nodes that UTF-16 units lead to. */
  readonly #children: Map<number, number>[] = [new Map()];
  /** Of each node: the node of the longest proper end of it that begins a pattern. */
  readonly #shorter: number[] = [root];
  readonly #depths: number[] = [0];
  /** Of each node: the longest pattern that ends there. */
  readonly #patterns: (number | undefined)[] = [undefined];
  readonly #lengths: readonly number[];

  constructor(patterns: readonly string[]) {
    this.#lengths = patterns.map(({ length }) => length);
    for (const [number, pattern] of patterns.entries()) this.#add(pattern, number);
    this.#link();
  }

  /** The matches, none of which overlap. */
  in(text: string): Match[] {
    const matches: Match[] = [];
    let node = root;
    let best: Match | null = null;
    for (let at = 0; at <= text.length; at++) {
      // Past the end no pattern goes on.
      node = at === text.length ? root : this.#after(node, text.charCodeAt(at));
      const earliest = at + 1 - (this.#depths[node] ?? 0);
      if (best !== null && earliest > best.start) {
        matches.push(best);
        at = best.end - 1;
        best = null;
        node = root;
        continue;
      }
      const pattern = this.#patterns[node];
      if (pattern === undefined) continue;
      const start = at + 1 - (this.#lengths[pattern] ?? 0);
      if (best === null || start <= best.start) best = { start, end: at + 1, pattern };
    }
    return matches;
  }

  #after(from: number, unit: number): number {
    for (let node = from; ; node = this.#shorter[node] ?? root) {
      const child = this.#children[node]?.get(unit);
      if (child !== undefined) return child;
      if (node === root) return root;
    }
  }

  #add(pattern: string, number: number): void {
    let node = root;
    for (let at = 0; at < pattern.length; at++) {
      const unit = pattern.charCodeAt(at);
      let child = this.#children[node]?.get(unit);
      if (child === undefined) {
        child = this.#children.length;
        this.#children[node]?.set(unit, child);
        this.#children.push(new Map());
        this.#shorter.push(root);
        this.#depths.push(at + 1);
        this.#patterns.push(undefined);
      }
      node = child;
    }
    this.#patterns[node] ??= number;
  }

  #link(): void {
    const nodes = [root];
    for (const node of nodes) {
      for (const [unit, child] of this.#children[node] ?? []) {
        const shorter = node === root ? root : this.#after(this.#shorter[node] ?? root, unit);
        this.#shorter[child] = shorter;
        this.#patterns[child] ??= this.#patterns[shorter];
        nodes.push(child);
      }
    }
  }
}
