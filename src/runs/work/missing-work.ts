import type { Analysis } from '../../analyses/analysis.js';
import { analyses } from '../../analyses/list.js';
import type { Execution } from '../../experiment/execution.js';
import type { StageRun } from '../folder.js';
import { hasWeights } from '../stage-files.js';
import { readStage, type StageRecord } from '../stage-record.js';
import type { StageTests } from '../stage-tests.js';
import { type FromWeights, fromWeights, unsavedAnswers } from './from-weights.js';
import { isWhole } from './gaps.js';
import { areKept, weightEpochs } from './kept-weights.js';

/** A stage that is trained. */
export interface StageTraining {
  /** For the first time, or once more: the results of the first time stay. */
  readonly kind: 'train' | 'train again';
  readonly run: StageRun;
  /** Whether the weights are to be saved. */
  readonly weights: boolean;
  /** Whether the weights are to be tested and analysed meanwhile. */
  readonly tests: boolean;
  /** Why a stage is trained again, in words; null the first time. */
  readonly again: string | null;
}

/** A stage that is tested from weights that are kept. */
export interface StageTesting {
  readonly kind: 'test';
  readonly run: StageRun;
  /** What is tested, each for a folder of its own. */
  readonly parts: readonly StageTests[];
}

/** What has to be made of a stage. */
export type StageWork = StageTraining | StageTesting;

/** What may be done about what is missing. */
export interface WorkRules extends Pick<Execution, 'keepWeights' | 'answers'> {
  /** Whether stages may be trained; else they are tested from weights alone. Default: true. */
  readonly trains?: boolean | undefined;
  /**
   * Whether finished stages are trained again for weights that were not kept and now are to be.
   * Default: false.
   */
  readonly remakesWeights?: boolean | undefined;
}

/**
 * What is missing of the stages of one first seed, in an order of training: stages that are not
 * trained, those whose tests lack what is wanted, which are tested from their weights where those
 * suffice, and those whose weights were not kept although a missing stage starts from them. Throws
 * a UserError where a finished stage is damaged.
 *
 * @param runs the stages of one first seed, as `layout` gives them
 */
export function missingWork(
  runs: readonly StageRun[],
  rules: WorkRules,
  list: readonly Analysis[] = analyses,
): StageWork[] {
  const work: StageWork[] = [];
  for (const run of runs.toReversed()) {
    const record = readStage(run, list);
    const isStart = work.some((one) => one.kind !== 'test' && one.run.parent === run);
    const one =
      rules.trains === false
        ? tested(run, record, rules, list)
        : trained(run, record, { ...rules, isStart, isKept: areKept(run, runs, rules) }, list);
    if (one !== null) work.push(one);
  }
  return work.reverse();
}

/** What kept weights can answer of what the tests of a trained stage lack. */
export function answerable(
  run: StageRun,
  { gaps }: StageRecord,
  list: readonly Analysis[] = analyses,
): FromWeights {
  return fromWeights(run, gaps, isWhole(gaps) ? [] : weightEpochs(run), list);
}

function tested(
  run: StageRun,
  record: StageRecord,
  { answers }: WorkRules,
  list: readonly Analysis[],
): StageTesting | null {
  if (record.training === null) return null;
  const { parts } = answerable(run, record, list);
  const had = [
    ...(record.tests ?? []).map((one) => one.had),
    ...(answers === 'every' ? parts : []),
  ];
  const unsaved = answers === 'every' ? unsavedAnswers(run, had, weightEpochs(run)) : [];
  const all = [...parts, ...unsaved];
  return all.length === 0 ? null : { kind: 'test', run, parts: all };
}

function trained(
  run: StageRun,
  record: StageRecord,
  how: WorkRules & { readonly isStart: boolean; readonly isKept: boolean },
  list: readonly Analysis[],
): StageWork | null {
  const { isStart, isKept, remakesWeights = false } = how;
  if (record.training === null) {
    return { kind: 'train', run, weights: isStart || isKept, tests: true, again: null };
  }
  const lacksWeights = !hasWeights(record.training);
  const isWanted = lacksWeights && (isStart || (isKept && remakesWeights));
  const again = { kind: 'train again', run } as const;
  if (record.lacking === null) {
    const why = 'its weights were not kept';
    return isWanted ? { ...again, weights: true, tests: false, again: why } : null;
  }
  const { parts, left } = answerable(run, record, list);
  if (isWhole(left) && !isWanted) return { kind: 'test', run, parts };
  const weights = lacksWeights && (isStart || isKept);
  return { ...again, weights, tests: true, again: `it was tested ${record.lacking}` };
}
