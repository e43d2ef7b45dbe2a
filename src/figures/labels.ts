import type { Subset } from '../data/subsets.js';

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
