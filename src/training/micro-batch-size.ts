import { UserError } from '../errors/user-error.js';
import { isOutOfMemory } from '../tensor/index.js';

/**
 * Most examples of a micro-batch: a number; null: all of a batch; 'search': the most that fit into
 * memory. A batch adds up the gradients of as many micro-batches as it needs, so that no result but
 * its rounding depends on it.
 */
export type MicroBatchOption = number | 'search' | null;

/** The UserError of memory that ran out, `where` smaller micro-batches would not help. */
export function outOfMemory(where: string, error: unknown): UserError {
  return new UserError(
    `memory ran out ${where}: the model, its gradients and the optimizer's state leave no room ` +
      `for it (${(error as Error).message}); use a smaller model or a machine with more memory`,
    { cause: error },
  );
}

/**
 * How many examples a micro-batch has at most: as was asked, and half as many, and again half,
 * where memory runs out. What was learnt of it holds for later steps.
 */
export class MicroBatchSize {
  #most: number;

  constructor(readonly wanted: MicroBatchOption) {
    this.#most = typeof wanted === 'number' ? wanted : Number.POSITIVE_INFINITY;
  }

  /** The most examples that a search found to fit; null where it found no limit. */
  get found(): number | null {
    return this.wanted === 'search' && Number.isFinite(this.#most) ? this.#most : null;
  }

  /** Goes on from what another search `found`; where none is wanted, nothing changes. */
  restore(found: number | null): void {
    if (this.wanted === 'search') this.#most = found ?? Number.POSITIVE_INFINITY;
  }

  /**
   * Runs `attempt` with the most examples of a micro-batch, for a batch of `examples`; where it runs
   * out of memory, runs `cleanUp` and tries half as many. Throws a UserError that says how many fit,
   * unless they are to be searched for, and where not even one does.
   */
  fit<T>(examples: number, attempt: (most: number) => T, cleanUp: () => void): T {
    const first = Math.min(this.#most, examples);
    let ranOut: unknown = null;
    for (let most = first; ; most = Math.ceil(most / 2)) {
      let result: T;
      try {
        result = attempt(most);
      } catch (error) {
        if (!isOutOfMemory(error)) throw error;
        ranOut = error;
        cleanUp();
        if (most === 1) throw outOfMemory('with a single example in a micro-batch', error);
        continue;
      }
      if (most < first) this.#settle(first, most, ranOut);
      return result;
    }
  }

  #settle(tried: number, fits: number, cause: unknown): void {
    this.#most = fits;
    if (this.wanted === 'search') return;
    throw new UserError(
      `memory ran out with ${tried} examples in a micro-batch, but ${fits} fit: run the same ` +
        `command with --micro-batch ${fits}, or with --micro-batch search; a step still learns ` +
        'from as many examples, and finished seeds are kept',
      { cause },
    );
  }
}
