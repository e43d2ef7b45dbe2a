import type { AnyLanguageModel } from '../../models/encoder-decoder.js';
import type { Computation, LanguageContext } from '../analysis-kind.js';
import { type ProbeFitting, probeGrid } from './linear-probe.js';
import type { ProbeOptions } from './options.js';
import type { ProbeRow } from './probe-row.js';
import { type ProbeProblem, probeProblems } from './probe-tasks.js';

/** Fits probes at the end of the stage; the data are looked at before training. */
export const prepare: Computation<
  ProbeOptions,
  { readonly probes: ProbeRow },
  LanguageContext
>['prepare'] = ({ execution, stage, seed, secondSeed, dataset, tokenizer, model }, options) => {
  const problems = probeProblems(dataset, tokenizer, model, options);
  const { testBatch } = execution;
  const run = { seed, secondSeed, stage: stage.name };
  return {
    after: (epoch) =>
      epoch === stage.epochs
        ? { probes: probeRows(model, problems, { ...options, testBatch }, run) }
        : null,
  };
};

/** Fits a grid of probes for every problem on the weights that are there: a row a cell. */
function probeRows(
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
