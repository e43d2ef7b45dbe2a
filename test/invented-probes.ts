import type { ProbeRow } from '../src/analyses/probes/probe-row.js';

/** Rows of a grid of two layers over three tokens, the last cell of which has the accuracies. */
export function probes(
  task: ProbeRow['task'],
  accuracies: readonly number[],
  question = 'name',
): ProbeRow[] {
  return accuracies.flatMap((accuracy, index) =>
    [0, 1].flatMap((layer) =>
      ['Q', 'x', '\\n'].map((token, position): ProbeRow => {
        const cell = { stage: 'stage1', task, question, layer, position, token, examples: 80 };
        const score = layer === 1 && position === 2 ? accuracy : position === 1 ? 0.51 : 0.5;
        return { seed: index + 1, secondSeed: null, ...cell, accuracy: score };
      }),
    ),
  );
}
