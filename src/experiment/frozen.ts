/** The type of plain data in which nothing can be assigned, however deep. */
export type Frozen<T> = T extends readonly unknown[] | object
  ? { readonly [Key in keyof T]: Frozen<T[Key]> }
  : T;

/** Freezes plain data in place, however deep, and returns it. */
export function freeze<T>(value: T): Frozen<T> {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) freeze(inner);
  }
  return value as Frozen<T>;
}
