import type { OptimizerOptions } from '../../experiment/recipe.js';
import { Adafactor } from './adafactor.js';
import { AdamW } from './adamw.js';
import type { NamedParameters, Optimizer } from './optimizer.js';
import { Sgd } from './sgd.js';

/**
 * The optimizer that a recipe names, with fresh state for these parameters.
 *
 * @param stacked as `Optimizer` has it; default false
 */
export function makeOptimizer(
  named: NamedParameters,
  options: OptimizerOptions,
  stacked = false,
): Optimizer {
  switch (options.kind) {
    case 'adamw':
      return new AdamW(named, options, stacked);
    case 'adafactor':
      return new Adafactor(named, options, stacked);
    case 'sgd':
      return new Sgd(named, options, stacked);
  }
}
