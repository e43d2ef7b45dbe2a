import { noGrad } from '../tensor/index.js';
import type { T5 } from './t5.js';

/**
 * Draws initial weights as transformers' `T5PreTrainedModel._init_weights` with a factor of 1:
 * normal of mean 0, with the standard deviation that each kind of matrix has there; norms stay 1.
 * Draws from libtorch's generator (`seedEngine`).
 */
export function initializeT5(model: T5): void {
  const { headWidth, heads, hidden, width } = model.config;
  const deviations: readonly (readonly [path: RegExp, deviation: number])[] = [
    [/^(embed|unembed)\.weight$/, 1],
    [/Positions\.weight$/, width ** -0.5],
    [/\.query\.weight$/, (width * headWidth) ** -0.5],
    [/\.(key|value)\.weight$/, width ** -0.5],
    [/\.output\.weight$/, (heads * headWidth) ** -0.5],
    [/\.mlp\.(gate|up)\.weight$/, width ** -0.5],
    [/\.mlp\.down\.weight$/, hidden ** -0.5],
  ];
  noGrad(() => {
    for (const [path, parameter] of model.namedParameters()) {
      const found = deviations.find(([kind]) => kind.test(path));
      if (found) parameter.normal_({ std: found[1] });
    }
  });
}
