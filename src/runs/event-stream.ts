import type { RunEvent } from './events.js';

/** Events that come from elsewhere, as one who reads them wants to have them: one after the other. */
export class EventStream implements AsyncIterable<RunEvent> {
  readonly #waiting: RunEvent[] = [];
  #wake: () => void = () => {};
  #ended = false;
  #error: unknown = null;

  /** Adds an event; none comes after the end. */
  push(event: RunEvent): void {
    if (this.#ended) return;
    this.#waiting.push(event);
    this.#wake();
  }

  /** No more events come; with an error, who reads on gets that. */
  end(error: unknown = null): void {
    this.#ended = true;
    this.#error = error;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<RunEvent> {
    for (;;) {
      const next = this.#waiting.shift();
      if (next !== undefined) {
        yield next;
        continue;
      }
      if (this.#error !== null) throw this.#error;
      if (this.#ended) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
