/** Work that yields between two batches, so that others may do something, or stop it. */
export type InBatches<Result> = Generator<void, Result>;

/** Does all of the work at once. */
export function atOnce<Result>(work: InBatches<Result>): Result {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}
