/** How many numbers a tensor of `shape` has; 1 for []. */
export const numel = (shape: readonly number[]): number =>
  shape.reduce((n, length) => n * length, 1);
