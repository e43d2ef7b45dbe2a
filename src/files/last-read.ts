import { statSync } from 'node:fs';

/** Remembers what was last read from files, as long as they and the options stay the same. */
export class LastRead<T> {
  #last: { readonly key: string; readonly value: T } | null = null;

  /** What was read from these files with these options, read anew where that is not the last. */
  get(files: readonly string[], options: unknown, read: () => T): T {
    const states = files.map((file) => {
      const state = statSync(file, { throwIfNoEntry: false });
      return [file, state?.mtimeMs, state?.size];
    });
    const key = JSON.stringify([states, options]);
    if (this.#last?.key !== key) this.#last = { key, value: read() };
    return this.#last.value;
  }
}
