import type { AnyLanguageModel } from '../../models/encoder-decoder.js';
import { type ProbeFitting, probeGrid } from './linear-probe.js';
import type { ProbeRow } from './probe-row.js';
import type { ProbeProblem } from './probe-tasks.js';

/** Fits a grid of probes for every problem on the weights that are there: a row a cell. */
export function probeRows(
  model: AnyLanguageModel,
  problems: readonly ProbeProblem[],
  how: ProbeFitting,
  run: Pick<ProbeRow, 'seed' | 'secondSeed' | 'stage'>,
): ProbeRow[] {
  return problems.flatMap(({ task, question, prompts, labels }) =>
    probeGrid(model, prompts, labels, how).flatMap((ofLayer, layer) =>
      prompts.tokens.map(({ position, label: token }, i): ProbeRow => {
        const found = { layer, position, token, accuracy: ofLayer[i] as number };
        return { ...run, task, question, ...found, examples: labels.length };
      }),
    ),
  );
}
