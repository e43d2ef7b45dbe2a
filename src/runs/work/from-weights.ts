import type { AnalysisKind } from '../../analyses/analysis-kind.js';
import { optionsOf } from '../../analyses/analysis-kind.js';
import type { StageRun } from '../folder.js';
import { isTestedAfter, type StageTests } from '../stage-tests.js';
import type { Gap, Gaps } from './gaps.js';

/** What of a stage's missing tests can be made from weights that are kept, and what cannot. */
export interface FromWeights {
  /** The tests that can, each for a folder of its own. */
  readonly parts: readonly StageTests[];
  /** What needs the stage trained again. */
  readonly left: Gaps;
}

/**
 * Divides what the tests of a stage lack by whether the weights that are kept can answer it.
 *
 * @param epochs those of which there are weights: 0 is what the stage started from
 */
export function fromWeights(
  run: StageRun,
  gaps: Gaps,
  epochs: readonly number[],
  list: readonly AnalysisKind[],
): FromWeights {
  const { tests: wanted } = run;
  const [here, left] = [true, false].map((isHere) =>
    gaps.tests.flatMap((gap): Gap[] => {
      const own = gap.epochs.filter((epoch) => epochs.includes(epoch) === isHere);
      return own.length === 0 ? [] : [{ ...gap, epochs: own }];
    }),
  ) as [Gap[], Gap[]];
  const analysed = gaps.analyses.map((name) => ({ name, at: analysedAt(run, name, list) }));
  const isHere = ({ at }: (typeof analysed)[number]): boolean =>
    at?.every((epoch) => epochs.includes(epoch)) ?? false;
  const ofAnalyses = analysed.filter(isHere).map(({ name, at }) => ({
    ...{ ...wanted, sets: [], metrics: [], atEpochs: [...(at ?? [])] },
    analyses: { [name]: wanted.analyses[name] },
  }));
  return {
    parts: [...partsOf(here, wanted), ...ofAnalyses],
    left: {
      tests: left,
      analyses: analysed.filter((one) => !isHere(one)).map(({ name }) => name),
    },
  };
}

/** The epochs whose weights an analysis needs; null where it does not say. */
function analysedAt(
  { stage }: StageRun,
  name: string,
  list: readonly AnalysisKind[],
): readonly number[] | null {
  const analysis = list.find((one) => one.name === name);
  const options = analysis === undefined ? null : optionsOf(analysis, stage);
  return options === null ? null : (analysis?.epochs?.(options, stage) ?? null);
}

/** The tests that close gaps: sets that lack the same are tested together. */
function partsOf(gaps: readonly Gap[], wanted: StageTests): StageTests[] {
  const parts = new Map<string, StageTests>();
  for (const set of wanted.sets) {
    const own = gaps.filter((gap) => gap.set === set);
    if (own.length === 0) continue;
    const has = (epoch: number) => own.some(({ epochs }) => epochs.includes(epoch));
    const what = {
      metrics: wanted.metrics.filter((metric) => own.some((gap) => gap.metric === metric)),
      subsets:
        wanted.subsets?.filter((one) => own.some(({ subsets }) => subsets?.includes(one))) ?? null,
      atEpochs: [...new Set(own.flatMap(({ epochs }) => epochs))].filter(has).sort((a, b) => a - b),
    };
    const key = JSON.stringify(what);
    const sets = [...(parts.get(key)?.sets ?? []), set];
    parts.set(key, { ...wanted, ...what, sets, analyses: {} });
  }
  return [...parts.values()];
}

/** Tests from weights that save answers after every epoch, where they have any. */
export function savingAnswers(tests: StageTests): StageTests {
  return tests.metrics.some(isAnswered) ? { ...tests, answers: 'every' } : tests;
}

const isAnswered = (metric: string): boolean => metric !== 'loss';

/**
 * The answers that the tests of a stage did not save although there are weights of the epoch:
 * tests that save them, none where all are there.
 */
export function unsavedAnswers(
  { tests: wanted, stage }: StageRun,
  had: readonly StageTests[],
  epochs: readonly number[],
): StageTests[] {
  const metrics = wanted.metrics.filter(isAnswered);
  if (metrics.length === 0) return [];
  const tested = epochs.filter((epoch) => epoch !== stage.epochs && isTestedAfter(wanted, epoch));
  const gaps = wanted.sets.flatMap((set): Gap[] => {
    const saving = had.filter((one) => one.sets.includes(set) && hasGroups(one, wanted));
    const isSaved = (epoch: number): boolean =>
      saving.some((one) => one.answers === 'every' && (one.atEpochs?.includes(epoch) ?? true));
    const lacking = tested.filter((epoch) => !isSaved(epoch));
    return lacking.length === 0
      ? []
      : metrics.map((metric) => ({ set, metric, subsets: wanted.subsets, epochs: lacking }));
  });
  return partsOf(gaps, wanted).map(savingAnswers);
}

const hasGroups = ({ subsets: had }: StageTests, { subsets: wanted }: StageTests): boolean =>
  had === null || (wanted?.every((subset) => had.includes(subset)) ?? false);
