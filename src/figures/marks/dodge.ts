/**
 * How far each of `count` marks of one value stands from it when they stand side by side, in the
 * unit of `step`, the distance of neighbours; the middle of them all is at the value.
 */
export function dodge(count: number, step: number): number[] {
  return Array.from({ length: count }, (_, index) => (index - (count - 1) / 2) * step);
}

/**
 * How far each of `count` dots stands from the left end of a band of width 1: multiples of the
 * golden ratio spread any number of dots evenly, without a random draw.
 */
export function scatter(count: number): number[] {
  return Array.from({ length: count }, (_, index) => (index * 0.618034) % 1);
}
