import type { AnalysisKind } from '../../analyses/analysis-kind.js';
import { analysisKinds } from '../../analyses/kinds.js';
import type { Execution } from '../../experiment/execution.js';
import type { StageRun } from '../folder.js';
import { readStage, type StageRecord } from '../stage-record.js';
import { areMadeAlike, type StageTests } from '../stage-tests.js';
import { type FromWeights, fromWeights, savingAnswers, unsavedAnswers } from './from-weights.js';
import { epochsText, isWhole } from './gaps.js';
import { epochsToKeep, keptWeights, type NeededWeights } from './kept-weights.js';

/** A stage that is trained. */
export interface StageTraining {
  /** For the first time, or once more: the results of the first time stay. */
  readonly kind: 'train' | 'train again';
  readonly run: StageRun;
  /** The epochs after which the weights are to be saved, ascending. */
  readonly weights: readonly number[];
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
  /** Weights that other runs start from or want kept; default: none. */
  readonly needed?: readonly NeededWeights[] | undefined;
}

/** What is on disk of every stage of one first seed. */
export type StageRecords = ReadonlyMap<StageRun, StageRecord>;

/** Reads what is on disk of stages. Throws a UserError that names a damaged file. */
export function readStages(
  runs: readonly StageRun[],
  list: readonly AnalysisKind[] = analysisKinds,
): StageRecords {
  return new Map(runs.map((run) => [run, readStage(run, list)]));
}

/**
 * What is missing of the stages of one first seed, in an order of training: stages that are not
 * trained, those whose tests lack what is wanted, which are tested from their weights where those
 * suffice, and those whose weights were not kept although a missing stage starts from them. Throws
 * a UserError where a finished stage is damaged.
 *
 * @param runs the stages of one first seed, as `layout` gives them
 * @param records what is on disk of them; by default it is read
 */
export function missingWork(
  runs: readonly StageRun[],
  rules: WorkRules,
  list: readonly AnalysisKind[] = analysisKinds,
  records: StageRecords = readStages(runs, list),
): StageWork[] {
  const work: StageWork[] = [];
  for (const run of runs.toReversed()) {
    const seen = answerable(run, records, list);
    const isStart = work.some((one) => one.kind !== 'test' && one.run.parent === run);
    const one =
      rules.trains === false
        ? tested(seen, rules)
        : trained(seen, { ...rules, isStart, kept: epochsToKeep(run, runs, rules) });
    if (one !== null) work.push(one);
  }
  return work.reverse();
}

/** A stage as it is on disk, and what the weights that are kept can answer. */
export interface AnswerableStage extends FromWeights {
  readonly run: StageRun;
  readonly record: StageRecord;
  /** The epochs of which there are weights; 0 is what the stage started from. */
  readonly epochs: readonly number[];
}

/** What kept weights can answer of what the tests of a stage lack. */
export function answerable(
  run: StageRun,
  records: StageRecords,
  list: readonly AnalysisKind[] = analysisKinds,
): AnswerableStage {
  const record = records.get(run) ?? readStage(run, list);
  const kept = keptWeights(run, (one) => records.get(one)?.training ?? null);
  const epochs = kept.map(({ epoch }) => epoch);
  return { run, record, epochs, ...fromWeights(run, record.gaps, epochs, list) };
}

function tested(
  { run, record, epochs, parts }: AnswerableStage,
  { answers }: WorkRules,
): StageTesting | null {
  if (record.training === null) return null;
  if (answers !== 'every') return parts.length === 0 ? null : { kind: 'test', run, parts };
  const saving = parts.map(savingAnswers);
  const had = record.found.map((one) => one.had).filter((one) => areMadeAlike(one, run.tests));
  const all = [...saving, ...unsavedAnswers(run, [...had, ...saving], epochs)];
  return all.length === 0 ? null : { kind: 'test', run, parts: all };
}

function trained(
  { run, record, epochs, parts, left }: AnswerableStage,
  how: WorkRules & { readonly isStart: boolean; readonly kept: readonly number[] },
): StageWork | null {
  const { isStart, kept, answers, remakesWeights = false } = how;
  const end = run.stage.epochs;
  const needed = how.needed?.find(({ folder }) => folder === run.folder)?.epochs ?? [];
  const all = new Set([...kept, ...(isStart ? [end] : []), ...needed]);
  const wanted = [...all].sort((a, b) => a - b);
  if (record.training === null) {
    return { kind: 'train', run, weights: wanted, tests: true, again: null };
  }
  const weights = wanted.filter((epoch) => !epochs.includes(epoch));
  const isWanted = (isStart && weights.includes(end)) || (remakesWeights && weights.length > 0);
  const again = { kind: 'train again', run, weights } as const;
  if (record.lacking === null) {
    const which = weights.includes(end) ? '' : ` ${epochsText(weights)}`;
    const why = `its weights${which} were not kept`;
    return isWanted ? { ...again, tests: false, again: why } : null;
  }
  if (isWhole(left) && !isWanted)
    return { kind: 'test', run, parts: answers === 'every' ? parts.map(savingAnswers) : parts };
  return { ...again, tests: true, again: `it was tested ${record.lacking}` };
}
