// The same training on the host and on the fake accelerator, step by step.
import { type InTraining, weightsOf } from '../../tools/gpu-check/small-tasks.js';
import { alive, device, expectAlive, type Used, used } from './fake.js';

/** What a few steps did. */
export interface Steps {
  readonly losses: readonly number[];
  /** Of each step; nothing on the host. */
  readonly used: readonly Used[];
  /** By how much each element of the parameters has changed. */
  readonly moved: Float32Array;
}

/** Takes `steps` steps; throws where they leave something alive. */
export function train(
  make: (device: string) => InTraining,
  where: string,
  { steps = 3 }: { readonly steps?: number } = {},
): Steps {
  const before = alive();
  const { model, trainer, dispose } = make(where);
  const initial = weightsOf(model);
  const taken = Array.from({ length: steps }, () => used(() => trainer.step()));
  const moved = weightsOf(model).map((weight, i) => weight - (initial[i] as number));
  dispose();
  expectAlive(before);
  return { losses: taken.map(({ result }) => result.loss), used: taken, moved };
}

/** The same steps on the host and on the fake accelerator. */
export function trainBoth(make: (device: string) => InTraining): { host: Steps; there: Steps } {
  return { host: train(make, 'cpu'), there: train(make, device) };
}
