import { compareCodePoints } from '../text/code-points.js';

/** An entity and an alias that stands for it, or that a definition says stands for it. */
export interface Pair {
  readonly entity: string;
  readonly alias: string;
}

/** Orders pairs by entity, then by alias, both by code point. */
export function comparePairs(a: Pair, b: Pair): number {
  return compareCodePoints(a.entity, b.entity) || compareCodePoints(a.alias, b.alias);
}
