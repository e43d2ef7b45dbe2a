type Axes = Readonly<Record<string, readonly unknown[]>>;

/** One choice from each axis. */
export type Point<T extends Axes> = { readonly [Key in keyof T]: T[Key][number] };

/**
 * Makes one thing, as a rule an experiment, for every combination of the axes' values; the last
 * axis changes fastest.
 *
 * @example sweep({ documentsPerStep: [64, 256] }, ({ documentsPerStep }) => defineExperiment({ ...
 * }))
 */
export function sweep<const T extends Axes, Result>(
  axes: T,
  make: (point: Point<T>) => Result,
): Result[] {
  const points = Object.entries(axes).reduce<Record<string, unknown>[]>(
    (all, [key, values]) =>
      all.flatMap((point) => values.map((value) => ({ ...point, [key]: value }))),
    [{}],
  );
  return points.map((point) => make(point as Point<T>));
}
