import { UserError } from '../errors/user-error.js';
import type { Execution } from '../experiment/execution.js';
import { isOutOfMemory } from '../tensor/index.js';

/**
 * How many documents a pass takes at most: as the execution says, and half as many, and again half,
 * where memory runs out. What a stage has learnt of it holds for its later steps.
 */
export class PassSize {
  #most: number;
  readonly #begin: string;

  /** `place` begins messages, such as `stages.stage1.`. */
  constructor(
    readonly wanted: Execution['microBatch'],
    place = '',
  ) {
    this.#begin = place.replace(/\.$/, ': ');
    this.#most = typeof wanted === 'number' ? wanted : Number.POSITIVE_INFINITY;
  }

  /**
   * Runs `attempt` with the most documents of a pass, for a step of `documents`; where it runs out
   * of memory, runs `cleanUp` and tries half as many. Throws a UserError that says how many fit,
   * unless they are to be searched for, and where not even one does.
   */
  fit<T>(documents: number, attempt: (documentsPerPass: number) => T, cleanUp: () => void): T {
    const first = Math.min(this.#most, documents);
    for (let most = first; ; most = Math.ceil(most / 2)) {
      try {
        const result = attempt(most);
        if (most < first) this.#settle(first, most);
        return result;
      } catch (error) {
        if (!isOutOfMemory(error)) throw error;
        cleanUp();
        if (most === 1)
          throw new UserError(
            `${this.#begin}memory ran out even in a pass of one document: the ` +
              "model with its gradients and the optimizer's state leaves no room for it " +
              `(${(error as Error).message})`,
            { cause: error },
          );
      }
    }
  }

  #settle(tried: number, fits: number): void {
    this.#most = fits;
    if (this.wanted === 'search') return;
    throw new UserError(
      `${this.#begin}memory ran out in a pass of ${tried} documents, and ` +
        `${fits} fit: run again with --micro-batch ${fits}, or with --micro-batch search; a step ` +
        'shows as many documents as before, so finished seeds stay valid',
    );
  }
}
