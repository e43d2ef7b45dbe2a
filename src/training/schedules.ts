import { UserError } from '../errors/user-error.js';
import type { Recipe } from '../experiment/recipe.js';

/**
 * The factor of the learning rate at update `step` (from 0) of `steps`, as transformers'
 * `get_*_schedule_with_warmup`: it rises linearly from 0 over `warmupSteps`, then stays at 1, falls
 * linearly to 0 or follows half a cosine to 0.
 */
export function learningRateFactor(
  { schedule, warmupSteps }: Pick<Recipe, 'schedule' | 'warmupSteps'>,
  step: number,
  steps: number,
): number {
  if (step < warmupSteps) return step / warmupSteps;
  const done = (step - warmupSteps) / Math.max(1, steps - warmupSteps);
  switch (schedule) {
    case 'constant':
      return 1;
    case 'linear':
      return Math.max(0, 1 - done);
    case 'cosine':
      return Math.max(0, (1 + Math.cos(Math.PI * done)) / 2);
  }
}

/**
 * Throws a UserError where a stage of `steps` steps would end before its warm-up does; `path`
 * begins the message, such as `stages.stage1.`.
 */
export function checkWarmup(
  { warmupSteps }: Pick<Recipe, 'warmupSteps'>,
  steps: number,
  path = '',
): void {
  if (warmupSteps <= steps) return;
  throw new UserError(
    `${path}warmupSteps: the warm-up takes ${warmupSteps} steps, but the stage has only ${steps}`,
  );
}
