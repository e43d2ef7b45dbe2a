import type { Stage } from '../experiment/stage.js';

/** Tests of a stage: at the end of epochs, and before the first step where a stage went before. */
export function testsOf({ epochs, evaluate }: Stage, isFirst: boolean): number {
  return Math.ceil(epochs / evaluate.everyEpochs) + (isFirst ? 0 : 1);
}
