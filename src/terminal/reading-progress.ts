import { bytesText } from '../text/bytes.js';
import { LiveLines } from './live-lines.js';

/** Milliseconds after which it is worth saying how far something is. */
const patienceMs = 2000;

/** How much has been read of how much, in bytes. */
export interface ReadSoFar {
  readonly bytes: number;
  readonly total: number;
}

/**
 * Runs work that reads many bytes to its end, and shows on standard error how far it is when it takes
 * long; gives back its result.
 *
 * @param verb what is done to the bytes, as `verified`
 */
export function showingBytes<Result>(verb: string, work: Generator<ReadSoFar, Result>): Result {
  const live = new LiveLines(process.stderr);
  const start = performance.now();
  try {
    for (;;) {
      const { done, value } = work.next();
      if (done) return value;
      if (performance.now() - start < patienceMs) continue;
      const line = () => `${verb} ${bytesText(value.bytes)} of ${bytesText(value.total)}`;
      live.show(() => [line()], line);
    }
  } finally {
    live.clear();
  }
}
