import { type ShownSet, shownSets } from '../statistics/shown-sets.js';

/** What always giving the commonest answer scores in exact match, by what is asked. */
export type ChanceLevels = ReadonlyMap<ShownSet, number>;

/** The levels of sets, each the mean over its groups, which differ little; none where not known. */
export function chanceLevels(
  bySet: ReadonlyMap<string, ReadonlyMap<string, number>> | null,
): ChanceLevels {
  const levels = shownSets.flatMap((set): [ShownSet, number][] => {
    const own = [...(bySet?.get(set)?.values() ?? [])];
    return own.length === 0 ? [] : [[set, own.reduce((sum, one) => sum + one, 0) / own.length]];
  });
  return new Map(levels);
}

/** The chance level of a set, for a caption; empty where it is not known. */
export function chanceText(chance: number | null): string {
  if (chance === null) return '';
  return `Dotted line: chance, the score of always giving the commonest answer (${chance.toFixed(2)})`;
}
