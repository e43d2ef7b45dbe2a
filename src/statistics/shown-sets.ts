import type { EvaluationSet } from '../data/evaluation-sets.js';
import type { Group } from '../data/groups.js';
import type { Measurement } from '../evaluation/measurement.js';
import type { Metric } from '../experiment/metrics.js';

/** The four questions of entity attribution, in the order of the paper's Fig. 9. */
export const attributionSets = ['who', 'meaning', 'standFor', 'name'] as const;

/**
 * The evaluation sets that have a table or panel of their own: a set `...WithDefs` is shown in that
 * of its question.
 */
export const shownSets = [
  'questions',
  ...attributionSets,
  'exchanged',
  'trainQuestions',
  'definitions',
] as const satisfies readonly EvaluationSet[];

/** An evaluation set that has a table or panel of its own. */
export type ShownSet = (typeof shownSets)[number];

/** Whether a set is scored against the entity that false definitions name. */
export function isWithDefs(set: EvaluationSet): boolean {
  return set.endsWith('WithDefs');
}

/** The set in whose table or panel the rows of `set` are shown. */
export function shownSetOf(set: EvaluationSet): ShownSet {
  return set.replace(/WithDefs$/, '') as ShownSet;
}

/** The sets of entity attribution that were measured, and all others, in the order of `shownSets`. */
export function measuredSets(
  rows: readonly Pick<Measurement, 'set' | 'metric'>[],
  metric: Metric = 'exactMatch',
): ShownSet[] {
  const measured = new Set(
    rows.filter((row) => row.metric === metric).map((row) => shownSetOf(row.set)),
  );
  return shownSets.filter((set) => measured.has(set));
}

/**
 * One score of a group for each shown set: the rows of a set and metric, where in entity
 * attribution the groups of inconsistent definitions are scored against the entity that the false definition
 * names (rows of `...WithDefs`), as the paper's Figs. 3b and 9 have them. Against the entity of
 * their questions they score 0 (paper, Sec. 3.2).
 */
export function rowsOfSet(
  rows: readonly Measurement[],
  set: ShownSet,
  groups: readonly Pick<Group, 'name' | 'consistent'>[],
  metric: Metric = 'exactMatch',
): Measurement[] {
  const isFalse = new Set(
    groups.filter(({ consistent }) => consistent === false).map(({ name }) => name),
  );
  const attributed = attributionSets.some((one) => one === set);
  return rows.filter((row) => {
    if (row.metric !== metric || shownSetOf(row.set) !== set) return false;
    return !attributed || isWithDefs(row.set) === isFalse.has(row.subset);
  });
}
