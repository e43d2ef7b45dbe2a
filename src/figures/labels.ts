import { type Subset, subsets } from '../data/subsets.js';
import type { Metric } from '../experiment/metrics.js';
import { attributionSets, type ShownSet } from '../statistics/shown-sets.js';
import { counted } from '../text/counted.js';
import { subsetColours } from './colours.js';

/**
 * A subset as a figure names it: the symbol of the paper's Table 1 (its tag's dot, bar or tilde
 * over the D) and what it means to somebody who has not read the paper.
 */
export interface SubsetLabel {
  readonly symbol: string;
  readonly meaning: string;
}

/** The label of each subset. */
export const subsetLabels: Readonly<Record<Subset, SubsetLabel>> = {
  D1cons: { symbol: 'Ḋ₁ᶜᵒⁿˢQA₁', meaning: 'reliable tag, true' },
  D2incons: { symbol: 'D̄₂ⁱⁿᶜᵒⁿˢQA₂', meaning: 'unreliable tag, false' },
  QA3: { symbol: 'QA₃', meaning: 'no definition' },
  QA4: { symbol: 'Q̂A₄', meaning: 'asked by own name' },
  D5cons: { symbol: 'Ḋ₅ᶜᵒⁿˢ', meaning: 'reliable tag, true' },
  D6cons: { symbol: 'D̄₆ᶜᵒⁿˢ', meaning: 'unreliable tag, true' },
  QA7: { symbol: 'QA₇', meaning: 'no definition' },
  D8cons: { symbol: 'D̃₈ᶜᵒⁿˢ', meaning: 'new tag, true' },
  D9incons: { symbol: 'Ḋ₉ⁱⁿᶜᵒⁿˢQA₉', meaning: 'reliable tag, false' },
  D10cons: { symbol: 'D̄₁₀ᶜᵒⁿˢQA₁₀', meaning: 'unreliable tag, true' },
  D4cons: { symbol: 'D₄ᶜᵒⁿˢQA', meaning: 'a tag each, true' },
};

/**
 * What a subset means, in words. Where the sources do not differ in reliability, as in a control,
 * they are called by their number.
 */
export function subsetMeaning(subset: Subset, sourcesDiffer: boolean): string {
  const { meaning } = subsetLabels[subset];
  if (sourcesDiffer) return meaning;
  return meaning.replace(/^reliable tag/, 'tag 1').replace(/^unreliable tag/, 'tag 2');
}

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
 * set asks for entities or no shown subset has false definitions.
 */
export function attributionNotes(sets: readonly ShownSet[], shown: readonly Subset[]): string[] {
  const incorrect = shown.filter((subset) => subsets[subset].consistent === false);
  if (incorrect.length === 0 || !sets.some(isAttribution)) return [];
  const symbols = incorrect.map((subset) => subsetLabels[subset].symbol).join(', ');
  return [`${symbols} in entity attribution: against the entity that the false definition names`];
}

/** The colour of subsets with their labels, as every figure of subsets has it in its legend. */
export function subsetColour(
  shown: readonly Subset[],
  sets: readonly ShownSet[],
  { sourcesDiffer, legend }: { readonly sourcesDiffer: boolean; readonly legend: boolean },
) {
  const withDefs = sets.every(isAttribution);
  const labels = shown.map((name) => {
    const defined = withDefs && subsets[name].consistent === false;
    const meaning = defined ? 'assoc with defs' : subsetMeaning(name, sourcesDiffer);
    return [name, `${subsetLabels[name].symbol}: ${meaning}`];
  });
  return {
    field: 'subset',
    type: 'nominal',
    scale: { domain: [...shown], range: shown.map((name) => subsetColours[name]) },
    legend: legend
      ? {
          title: null,
          labelExpr: `(${JSON.stringify(Object.fromEntries(labels))})[datum.label]`,
          offset: 18,
        }
      : null,
  } as const;
}

/** `20 seeds`, or `5 to 20 seeds` where points have different numbers of them. */
export function seedsText(points: readonly { readonly seeds: number }[]): string {
  const seeds = points.map((point) => point.seeds);
  const [least, most] = [Math.min(...seeds), Math.max(...seeds)];
  return least === most ? counted(most, 'seed') : `${least} to ${counted(most, 'seed')}`;
}
