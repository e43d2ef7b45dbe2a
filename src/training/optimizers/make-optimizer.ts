import type { OptimizerOptions } from '../../experiment/recipe.js';
import { Adafactor } from './adafactor.js';
import { AdamW } from './adamw.js';
import type { NamedParameters, Optimizer } from './optimizer.js';
import { Sgd } from './sgd.js';

/** The optimizer that a recipe names, with fresh state for these parameters. */
export function makeOptimizer(named: NamedParameters, options: OptimizerOptions): Optimizer {
  switch (options.kind) {
    case 'adamw':
      return new AdamW(named, options);
    case 'adafactor':
      return new Adafactor(named, options);
    case 'sgd':
      return new Sgd(named, options);
  }
}
