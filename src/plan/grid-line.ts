import { digitsText } from '../data/mnist/digits.js';
import { pairsOf } from '../data/mnist/grids.js';
import type { ImageExperiment } from '../experiment/image-experiment.js';

/** What images are made of, for a person. */
export function gridLine({ data }: Pick<ImageExperiment, 'data'>): string {
  const pairs = pairsOf(data).reduce((sum, [, size]) => sum + size, 0);
  return (
    `${pairs} pairs of ${data.grid} x ${data.grid} digits in cells of ${data.cell} pixels, ` +
    `${data.targets} targets; ${digitsText(data)}`
  );
}
