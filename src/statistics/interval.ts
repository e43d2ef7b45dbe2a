/** An interval from `low` to `high`, both in the unit of the values it was computed from. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Throws a RangeError unless there are at least `least` values and all of them are finite. */
export function requireValues(values: readonly number[], least: number, purpose: string): void {
  if (values.length < least) {
    throw new RangeError(`${purpose} needs at least ${least} values, got ${values.length}`);
  }
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) throw new RangeError(`${purpose} needs finite numbers, got ${values[at]} at ${at}`);
}
