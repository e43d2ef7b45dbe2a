import type { EvaluationSet } from '../data/evaluation-sets.js';
import type { Metric } from '../experiment/metrics.js';
import { attributionSets, type ShownSet, shownSetOf } from '../statistics/shown-sets.js';
import { counted } from '../text/counted.js';
import type { GroupPair, GroupStyles } from './group-style.js';
import type { Series } from './marks/series.js';

/** What a set asks or shows, in words that go on from `Exact match on`. */
export const setLabels: Readonly<Record<ShownSet, string>> = {
  questions: 'test questions',
  who: 'entity attribution, “Who is [X]?”',
  meaning: 'entity attribution, “What does [X] mean?”',
  standFor: 'entity attribution, “What does [X] stand for?”',
  name: 'entity attribution, “What is the name of [X]?”',
  exchanged: 'test questions with the aliases exchanged',
  trainQuestions: 'training questions',
  definitions: 'definitions',
};

/** A metric, as the beginning of a title. */
export const metricLabels: Readonly<Record<Metric, string>> = {
  exactMatch: 'Exact match',
  f1: 'F1',
  loss: 'Loss',
};

/** A metric with its unit or its short name, as the title of an axis. */
export const metricAxes: Readonly<Record<Metric, string>> = {
  exactMatch: 'Exact match (EM)',
  f1: 'F1',
  loss: 'Loss (nats a token)',
};

/** The most that a metric can be: exact match and F1 are shares. */
export function mostOf(metric: Metric): number {
  return metric === 'loss' ? Number.POSITIVE_INFINITY : 1;
}

/** Whether a set asks which entity an alias stands for. */
export function isAttribution(set: ShownSet): boolean {
  return attributionSets.some((one) => one === set);
}

/** `Exact match on test questions`: what one set or several show, as the title of a figure. */
export function figureTitle(sets: readonly ShownSet[], metric: Metric): string {
  const [only] = sets;
  if (only !== undefined && sets.length === 1)
    return `${metricLabels[metric]} on ${setLabels[only]}`;
  const attributed = sets.filter(isAttribution).length;
  const rest = sets.filter((set) => !isAttribution(set)).map((set) => setLabels[set]);
  const named = [...rest, ...(attributed > 0 ? ['entity attribution'] : [])];
  const last = named.length > 1 ? ` and ${named.at(-1)}` : named[0];
  return `${metricLabels[metric]} on ${named.slice(0, -1).join(', ')}${last}`;
}

/** The title of a table of scores: as `figureTitle`, of a question about entities its text alone. */
export function scoreTitle(set: ShownSet, metric: Metric): string {
  return `${metricLabels[metric]} on ${isAttribution(set) ? panelTitle(set, [set]) : setLabels[set]}`;
}

/** The title of one plot among those of `sets`: where all ask for entities, the question alone. */
export function panelTitle(set: ShownSet, sets: readonly ShownSet[]): string {
  const label = setLabels[set];
  if (sets.every(isAttribution)) return label.replace('entity attribution, ', '');
  return `${label.charAt(0).toUpperCase()}${label.slice(1)}`;
}

/**
 * A note that says against what false definitions are scored in entity attribution; none where no
 * group with false definitions was measured in a set that asks for entities.
 */
export function attributionNotes(
  rows: readonly { readonly set: EvaluationSet; readonly subset: string }[],
  groups: GroupStyles,
): string[] {
  const asked = new Set(rows.filter(({ set }) => isAttribution(shownSetOf(set))).map(nameOf));
  const incorrect = groups.order.filter((name) => asked.has(name) && groups.isFalselyDefined(name));
  if (incorrect.length === 0) return [];
  const symbols = incorrect.map((name) => groups.symbolOf(name)).join(', ');
  return [`${symbols} in entity attribution: against the entity that the false definition names`];
}

const nameOf = ({ subset }: { readonly subset: string }): string => subset;

/** The groups of points in the order in which they are drawn. Throws a RangeError for others. */
export function shownGroups(
  points: readonly { readonly subset: string }[],
  { order }: GroupStyles,
): string[] {
  const names = new Set(points.map(nameOf));
  const unknown = [...names].find((name) => !order.includes(name));
  if (unknown === undefined) return order.filter((name) => names.has(name));
  throw new RangeError(
    `the figure has no style for the group ${unknown}, only for ${order.join(', ')}`,
  );
}

/** Groups as series of marks, with what they are as the legend of every figure says it. */
export function groupSeries(
  shown: readonly string[],
  sets: readonly ShownSet[],
  groups: GroupStyles,
): Series[] {
  const withDefs = sets.every(isAttribution);
  return shown.map((name): Series => {
    const defined = withDefs && groups.isFalselyDefined(name);
    const meaning = defined ? 'assoc with defs' : groups.meaningOf(name);
    const label = `${groups.symbolOf(name)}: ${meaning}`;
    return { name, label, ...lookOf(name, groups) };
  });
}

/** How a group's line and points look. */
function lookOf(name: string, groups: GroupStyles): Pick<Series, 'colour' | 'dash' | 'mark'> {
  return { colour: groups.colourOf(name), dash: groups.dashOf(name), mark: groups.markOf(name) };
}

/** The two groups of a pair as series named `upper` and `lower`, by their symbols. */
export function pairSeries(pair: GroupPair, groups: GroupStyles): Series[] {
  return (['upper', 'lower'] as const).map((side): Series => {
    const name = pair[side];
    return { name: side, label: groups.symbolOf(name), ...lookOf(name, groups) };
  });
}

/** Points with the number of first seeds that each is the mean of. */
type SeededPoints = readonly { readonly seeds: number }[];

/** `20 seeds`, or `5 to 20 seeds` where points have different numbers of them. */
export function seedsText(points: SeededPoints): string {
  const seeds = points.map((point) => point.seeds);
  const [least, most] = [Math.min(...seeds), Math.max(...seeds)];
  return least === most ? counted(most, 'seed') : `${least} to ${counted(most, 'seed')}`;
}

/** What a note says of intervals beside what they are. */
interface IntervalNote {
  /** When points were measured, where the axis does not say it. */
  readonly when?: string;
  /** Whether points of one value stand side by side, so that distances there mean nothing. */
  readonly sideBySide?: boolean;
  /** At each which point there are dots and bars; defaults to 1. */
  readonly every?: number;
}

/** What dots and bars are. */
export function intervalNote(
  points: SeededPoints,
  { when, sideBySide, every = 1 }: IntervalNote = {},
): string {
  if (points.every(({ seeds }) => seeds === 1))
    return `one seed, no interval${when === undefined ? '' : `; ${when}`}`;
  const means = `dots: mean over seeds${when === undefined ? '' : `, ${when}`}`;
  const bars = sideBySide === true ? 'bars, side by side' : 'bars';
  const thin = every === 1 ? '' : `, at every ${ordinal(every)} point`;
  return `${means}; ${bars}: 95 % bootstrap interval over seeds${thin}`;
}

/** `2nd`, `3rd`, `11th`. */
function ordinal(count: number): string {
  const isTeen = Math.floor(count / 10) % 10 === 1;
  const ending = isTeen ? undefined : ['th', 'st', 'nd', 'rd'][count % 10];
  return `${count}${ending ?? 'th'}`;
}
