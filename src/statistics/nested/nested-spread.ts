import { harmonicMean } from 'simple-statistics';
import type { PairedSummary } from '../paired-summary.js';
import { cellValues } from './seed-cells.js';
import { type VarianceComponents, varianceComponents } from './variance-components.js';

/** How the differences of nested seeds vary. */
export interface NestedSpread extends VarianceComponents {
  /** Second seeds a first seed; their harmonic mean where first seeds have different numbers. */
  readonly secondSeeds: number;
}

/** The spread of a difference over first and second seeds; null where it has no two second seeds. */
export function nestedSpread({ seeds }: Pick<PairedSummary, 'seeds'>): NestedSpread | null {
  const cells = cellValues(seeds);
  const components = varianceComponents(cells);
  if (components === null) return null;
  const [first = 1, ...others] = new Set(cells.map(({ length }) => length));
  const isBalanced = others.length === 0;
  // A harmonic mean of equal numbers is not always the number, by rounding.
  const secondSeeds = isBalanced ? first : harmonicMean(cells.map(({ length }) => length));
  return { ...components, secondSeeds };
}

/**
 * Standard deviation over first seeds of means of so many second seeds each. With the number that
 * there is in a balanced grid it is that of the seeds' means, or larger: where second seeds explain
 * all that is seen (`between` is 0), it is that of second seeds, pooled.
 */
export function deviationWith(
  { between, within }: VarianceComponents,
  secondSeeds: number,
): number {
  return Math.sqrt(between + within / secondSeeds);
}
