import type { AnalysisKind } from '../../analyses/analysis-kind.js';
import { areMadeAlike, isAnalysed, isTestedAfter, type StageTests } from '../stage-tests.js';

/** A metric of a set that tests lack: of which groups, and after which epochs of the stage. */
export interface Gap {
  readonly set: string;
  readonly metric: string;
  /** null: of all groups. */
  readonly subsets: readonly string[] | null;
  /** Ascending; 0 is before the first step. */
  readonly epochs: readonly number[];
}

/** What the tests of a stage lack together. */
export interface Gaps {
  readonly tests: readonly Gap[];
  /** Names of analyses that were not made with the options now asked for. */
  readonly analyses: readonly string[];
}

/** Whether nothing is missing. */
export const isWhole = ({ tests, analyses }: Gaps): boolean =>
  tests.length === 0 && analyses.length === 0;

/** The epochs after which a stage is tested; with `start` also before its first step. */
export function testedEpochs(tests: StageTests, start: boolean): number[] {
  const all = Array.from({ length: tests.epochs + 1 }, (_, epoch) => epoch);
  return all.filter((epoch) => (epoch > 0 || start) && isTestedAfter(tests, epoch));
}

/**
 * What several tests of the same weights lack together of those that are wanted. Tests that were
 * made otherwise, such as with fewer new tokens, have nothing of it.
 *
 * @param start whether the stage is tested before its first step, as all but the first are
 */
export function gapsOf(
  had: readonly StageTests[],
  wanted: StageTests,
  { start, list }: { readonly start: boolean; readonly list: readonly AnalysisKind[] },
): Gaps {
  const alike = had.filter((one) => areMadeAlike(one, wanted));
  const epochs = testedEpochs(wanted, start);
  const tests = wanted.sets.flatMap((set) =>
    wanted.metrics.flatMap((metric): Gap[] => {
      const having = alike.filter((one) => one.sets.includes(set) && one.metrics.includes(metric));
      const missing = (wanted.subsets ?? [null]).flatMap((subset) => {
        const own = having.filter(({ subsets }) => hasGroup(subsets, subset));
        const lacking = epochs.filter((epoch) => !own.some((one) => isTestedAfter(one, epoch)));
        return lacking.length === 0 ? [] : [{ subset, lacking }];
      });
      if (missing.length === 0) return [];
      const groups = missing.flatMap(({ subset }) => (subset === null ? [] : [subset]));
      const all = new Set(missing.flatMap(({ lacking }) => lacking));
      return [
        {
          set,
          metric,
          subsets: wanted.subsets === null ? null : groups,
          epochs: epochs.filter((epoch) => all.has(epoch)),
        },
      ];
    }),
  );
  const analyses = Object.keys(wanted.analyses).filter(
    (name) => !alike.some((one) => isAnalysed(name, one, wanted, list)),
  );
  return { tests, analyses };
}

const hasGroup = (subsets: StageTests['subsets'], subset: string | null): boolean =>
  subsets === null || (subset !== null && subsets.includes(subset));

/**
 * Whether all that is missing are scores before the stage's end, of sets and metrics that were
 * added to finished runs from their weights: what the stage ends with can be reported.
 */
export function areOfCurvesAlone(
  { tests, analyses }: Gaps,
  had: readonly StageTests[],
  wanted: StageTests,
): boolean {
  const ends = had.filter(
    (one) => one.atEpochs?.includes(wanted.epochs) && areMadeAlike(one, wanted),
  );
  return (
    analyses.length === 0 &&
    tests.every(
      ({ set, metric, epochs }) =>
        !epochs.includes(wanted.epochs) &&
        ends.some((one) => one.sets.includes(set) && one.metrics.includes(metric)),
    )
  );
}

/**
 * Gaps in words, sets with the same ones together: `sets name, who: exactMatch after epochs 1-4, 6`.
 */
export function gapsText(gaps: readonly Gap[]): string {
  const bySets = new Map<string, string[]>();
  for (const [set, own] of groupedBySet(gaps)) {
    const byEpochs = new Map<string, string[]>();
    for (const { metric, subsets, epochs } of own) {
      const when = `${epochsText(epochs)}${subsets === null ? '' : ` of ${subsets.join(', ')}`}`;
      byEpochs.set(when, [...(byEpochs.get(when) ?? []), metric]);
    }
    const what = [...byEpochs].map(([when, metrics]) => `${metrics.join(', ')} ${when}`).join('; ');
    bySets.set(what, [...(bySets.get(what) ?? []), set]);
  }
  return [...bySets]
    .map(([what, sets]) => `${sets.length === 1 ? 'set' : 'sets'} ${sets.join(', ')}: ${what}`)
    .join('; ');
}

function groupedBySet(gaps: readonly Gap[]): Map<string, Gap[]> {
  const grouped = new Map<string, Gap[]>();
  for (const gap of gaps) grouped.set(gap.set, [...(grouped.get(gap.set) ?? []), gap]);
  return grouped;
}

/** `after epoch 3`, `before the first step`, `after epochs 1-4, 6`. */
export function epochsText(epochs: readonly number[]): string {
  const spans: [number, number][] = [];
  for (const epoch of epochs.filter((one) => one > 0)) {
    const last = spans.at(-1);
    if (last !== undefined && last[1] + 1 === epoch) last[1] = epoch;
    else spans.push([epoch, epoch]);
  }
  const later = spans.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
  const isOne = spans.length === 1 && spans[0]?.[0] === spans[0]?.[1];
  const parts = [
    ...(epochs.includes(0) ? ['before the first step'] : []),
    ...(later === '' ? [] : [`after epoch${isOne ? '' : 's'} ${later}`]),
  ];
  return parts.join(' and ');
}
