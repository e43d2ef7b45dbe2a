import { type Subset, subsetNames, subsets } from '../data/subsets.js';
import { tab10 } from './colours.js';

/**
 * How figures and tables show groups of aliases, by the groups' names. A name without a style is a
 * RangeError.
 */
export interface GroupStyles {
  /** In the order in which they are drawn: X1's groups before X2's. */
  readonly order: readonly string[];
  /** What stands for the group where there is little room. */
  symbolOf(name: string): string;
  /** What it is, for somebody who has not read the paper. */
  meaningOf(name: string): string;
  colourOf(name: string): string;
  /** Pixels on, pixels off, and so on, of its line; empty where it is drawn through. */
  dashOf(name: string): readonly number[];
  /** Whether its definitions name another entity than the one that its questions are about. */
  isFalselyDefined(name: string): boolean;
}

/** Two groups that are compared. */
export type GroupPair = Readonly<Record<'upper' | 'lower', string>>;

/** A difference of two groups' scores, as figures show it. */
export interface ShownContrast {
  /** As summaries of gaps call it. */
  readonly name: string;
  readonly title: string;
  /** The group from whose score the other's is taken. */
  readonly minuend: string;
  /** The other group. */
  readonly subtrahend: string;
  /** When both were measured. */
  readonly when: string;
}

/** A group of the paper's Table 1: its tag's dot, bar or tilde is over the D of its symbol. */
interface TableStyle {
  readonly symbol: string;
  readonly meaning: string;
  /** That of the paper's figures. */
  readonly colour: string;
}

const table: Readonly<Record<Subset, TableStyle>> = {
  D1cons: { symbol: 'Ḋ₁ᶜᵒⁿˢQA₁', meaning: 'reliable tag, true', colour: tab10.purple },
  D2incons: { symbol: 'D̄₂ⁱⁿᶜᵒⁿˢQA₂', meaning: 'unreliable tag, false', colour: tab10.pink },
  QA3: { symbol: 'QA₃', meaning: 'no definition', colour: tab10.brown },
  QA4: { symbol: 'Q̂A₄', meaning: 'asked by own name', colour: tab10.green },
  D5cons: { symbol: 'Ḋ₅ᶜᵒⁿˢ', meaning: 'reliable tag, true', colour: tab10.blue },
  D6cons: { symbol: 'D̄₆ᶜᵒⁿˢ', meaning: 'unreliable tag, true', colour: tab10.red },
  QA7: { symbol: 'QA₇', meaning: 'no definition', colour: tab10.orange },
  D8cons: { symbol: 'D̃₈ᶜᵒⁿˢ', meaning: 'new tag, true', colour: tab10.gray },
  D9incons: { symbol: 'Ḋ₉ⁱⁿᶜᵒⁿˢQA₉', meaning: 'reliable tag, false', colour: tab10.cyan },
  D10cons: { symbol: 'D̄₁₀ᶜᵒⁿˢQA₁₀', meaning: 'unreliable tag, true', colour: tab10.olive },
  D4cons: { symbol: 'D₄ᶜᵒⁿˢQA', meaning: 'a tag each, true', colour: '#000000' },
};

function groupOf(name: string): Subset {
  const group = subsetNames.find((one) => one === name);
  if (group !== undefined) return group;
  throw new RangeError(`no style for the group ${name}; there are ${subsetNames.join(', ')}`);
}

/**
 * The groups of the paper's Table 1 with the colours of its figures. Where the sources do not
 * differ in reliability, as in a control, they are called by their number.
 */
export function paperGroups({ sourcesDiffer = true } = {}): GroupStyles {
  return {
    order: (['X1', 'X2'] as const).flatMap((data) =>
      subsetNames.filter((name) => subsets[name].stage === data),
    ),
    symbolOf: (name) => table[groupOf(name)].symbol,
    meaningOf: (name) => {
      const { meaning } = table[groupOf(name)];
      if (sourcesDiffer) return meaning;
      return meaning.replace(/^reliable tag/, 'tag 1').replace(/^unreliable tag/, 'tag 2');
    },
    colourOf: (name) => table[groupOf(name)].colour,
    dashOf: () => [],
    isFalselyDefined: (name) => subsets[groupOf(name)].consistent === false,
  };
}

/** The groups of X1 and of X2 that the paper compares: under tag 1, and under tag 2. */
export const paperPairs = {
  X1: { upper: 'D1cons', lower: 'D2incons' },
  X2: { upper: 'D5cons', lower: 'D6cons' },
} as const satisfies Readonly<Record<'X1' | 'X2', GroupPair>>;

/**
 * The gaps of the paper in the order in which they are shown. A single stage trains on X1 and X2
 * together, so that both are measured after it.
 */
export function paperContrasts({ isSingleStage = false } = {}): readonly ShownContrast[] {
  const pairOf = (data: 'X1' | 'X2') => {
    return { minuend: paperPairs[data].upper, subtrahend: paperPairs[data].lower };
  };
  const [end1, end2] = isSingleStage
    ? ['after training', 'after training']
    : ['after Stage 1', 'after the last stage'];
  const stage1Gap = isSingleStage ? 'Gap in X1' : 'Stage-1 gap';
  const change = 'after − before the last stage';
  return [
    { name: 'stage1Gap', title: stage1Gap, ...pairOf('X1'), when: end1 },
    { name: 'iml', title: 'Implicit meta-learning (IML)', ...pairOf('X2'), when: end2 },
    { name: 'imlChange', title: 'Change of IML', ...pairOf('X2'), when: change },
  ];
}
