import type { OptimizerOptions } from '../../experiment/recipe.js';
import type { Parameter } from '../../tensor/index.js';
import { adafactor } from './adafactor.js';
import { adamw } from './adamw.js';
import type { Optimizer } from './optimizer.js';
import { sgd } from './sgd.js';

/** The optimizer that a recipe names, with fresh state for `parameters`. */
export function makeOptimizer(
  parameters: readonly Parameter[],
  options: OptimizerOptions,
): Optimizer {
  switch (options.kind) {
    case 'adamw':
      return adamw(parameters, options);
    case 'adafactor':
      return adafactor(parameters, options);
    case 'sgd':
      return sgd(parameters, options);
  }
}
