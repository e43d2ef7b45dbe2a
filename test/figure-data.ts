import type { TopLevelSpec } from 'vega-lite';
import type { PlottedRow } from '../src/figures/figure.js';

/** All rows of data in a figure's specification, plot by plot and layer by layer. */
export function dataOf(spec: TopLevelSpec): PlottedRow[] {
  const within = (part: unknown): PlottedRow[] => {
    if (part === null || typeof part !== 'object') return [];
    const own = 'data' in part ? (part.data as { readonly values?: PlottedRow[] }) : {};
    return [...(own.values ?? []), ...Object.values(part).flatMap(within)];
  };
  return within(spec);
}
