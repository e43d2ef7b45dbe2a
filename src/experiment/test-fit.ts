import { type EvaluationSet, lossOnlySets } from '../data/evaluation-sets.js';
import { type DataOptions, dataKind } from '../data/kinds.js';
import type { Metric } from './metrics.js';
import type { Stage } from './stage.js';

/** What of an experiment says what is tested. */
interface Tested {
  readonly data: DataOptions;
  readonly stages: readonly Stage[];
  readonly evaluate: {
    readonly sets: readonly EvaluationSet[];
    readonly metrics: readonly Metric[];
  };
}

/**
 * What is to be tested and would leave no row: the path of each such set, metric or group, and
 * why.
 */
export function* testMisfits({
  data,
  stages,
  evaluate,
}: Tested): Generator<[path: PropertyKey[], message: string]> {
  // Of images the cells' answers are measured in whatever set.
  if (dataKind(data).shows === 'texts') yield* setMisfits(evaluate);
  for (const [index, { evaluate: tested }] of stages.entries())
    for (const [at, subset] of (tested.subsets ?? []).entries())
      if (Object.hasOwn(data.groups, subset) && !data.shares[subset])
        yield [
          ['stages', index, 'evaluate', 'subsets', at],
          `${subset} has no share in data.shares, so there is nothing to test`,
        ];
}

function* setMisfits({
  sets,
  metrics,
}: Tested['evaluate']): Generator<[path: PropertyKey[], message: string]> {
  const isAsked = (set: EvaluationSet): boolean => !lossOnlySets.includes(set);
  for (const [index, set] of sets.entries())
    if (!isAsked(set) && !metrics.includes('loss'))
      yield [
        ['evaluate', 'sets', index],
        `'${set}' is a set of training documents, for which only the loss is measured: ` +
          "add 'loss' to evaluate.metrics, or leave the set out",
      ];
  for (const [index, metric] of metrics.entries())
    if (metric !== 'loss' && !sets.some(isAsked))
      yield [
        ['evaluate', 'metrics', index],
        `evaluate.sets has no questions to answer, so there is no ${metric}: ` +
          "add one such as 'questions', or leave the metric out",
      ];
}
