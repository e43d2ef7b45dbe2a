import type { Computation, LanguageContext } from '../analysis.js';
import type { ProbeOptions } from './options.js';
import type { ProbeRow } from './probe-row.js';
import { probeRows } from './probe-rows.js';
import { probeProblems } from './probe-tasks.js';

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
