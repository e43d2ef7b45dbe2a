import type { Contrast } from '../contrasts.js';
import type { DeclaredGroups } from '../groups.js';
import type { Shares } from '../shares.js';

/** The sources of the paper: Table 1's three tags, and the release's that is new in every definition. */
const sources = {
  reliable: { tags: 'one', label: 'reliable tag', sentences: 'reliable' },
  unreliable: { tags: 'one', label: 'unreliable tag', sentences: 'unreliable' },
  new: { tags: 'one', label: 'new tag' },
  fresh: { tags: 'one a definition', label: 'a tag each' },
} as const satisfies DeclaredGroups['sources'];

const shown = { aliasInQuestions: true, inContext: true, exchanged: false } as const;
const undefinedAlias = { ...shown, source: null, consistent: true } as const;

/**
 * The symbols of Table 1, a tag's dot, bar or tilde over the D, and the colours of the paper's figures
 * in lightnesses that colour-blind readers tell apart (`src/figures/colours.ts`).
 */
const looks = {
  D1cons: { symbol: 'Ḋ₁ᶜᵒⁿˢQA₁', colour: '#2e0a4a' },
  D2incons: { symbol: 'D̄₂ⁱⁿᶜᵒⁿˢQA₂', colour: '#9e4b75' },
  QA3: { symbol: 'QA₃', colour: '#422518' },
  QA4: { symbol: 'Q̂A₄', colour: '#6cbd7f' },
  D5cons: { symbol: 'Ḋ₅ᶜᵒⁿˢ', colour: '#0f74c5' },
  D6cons: { symbol: 'D̄₆ᶜᵒⁿˢ', colour: '#a50000' },
  QA7: { symbol: 'QA₇', colour: '#fba62a' },
  D8cons: { symbol: 'D̃₈ᶜᵒⁿˢ', colour: '#9e9e9e' },
  D9incons: { symbol: 'Ḋ₉ⁱⁿᶜᵒⁿˢQA₉', colour: '#17e0f5' },
  D10cons: { symbol: 'D̄₁₀ᶜᵒⁿˢQA₁₀', colour: '#938429' },
  D4cons: { symbol: 'D₄ᶜᵒⁿˢQA', colour: '#000000' },
} as const;

/**
 * The groups of Table 1, in its order, then the two of the paper's Sec. 3.3 (D9, D10) and one that
 * only the authors' release has (D4cons); the number is the paper's, "cons" and "incons" are its
 * definitions'. They take their pairs in the order of the release.
 */
const groups = {
  D1cons: { ...looks.D1cons, ...shown, data: 'X1', source: 'reliable', consistent: true, drawn: 2 },
  D2incons: {
    ...looks.D2incons,
    ...shown,
    data: 'X1',
    source: 'unreliable',
    consistent: false,
    drawn: 5,
  },
  QA3: { ...looks.QA3, ...undefinedAlias, data: 'X1', drawn: 7 },
  QA4: { ...looks.QA4, ...undefinedAlias, data: 'X1', aliasInQuestions: false, drawn: 1 },
  D5cons: { ...looks.D5cons, ...shown, data: 'X2', source: 'reliable', consistent: true, drawn: 1 },
  D6cons: {
    ...looks.D6cons,
    ...{ ...shown, data: 'X2', source: 'unreliable', consistent: true, drawn: 2 },
    exchanged: true,
  },
  QA7: { ...looks.QA7, ...undefinedAlias, data: 'X2', drawn: 4 },
  D8cons: { ...looks.D8cons, ...shown, data: 'X2', source: 'new', consistent: true, drawn: 3 },
  D9incons: {
    ...looks.D9incons,
    ...{ ...shown, data: 'X1', source: 'reliable', consistent: false, drawn: 3 },
    inContext: false,
  },
  D10cons: {
    ...looks.D10cons,
    ...{ ...shown, data: 'X1', source: 'unreliable', consistent: true, drawn: 4 },
    inContext: false,
  },
  D4cons: {
    ...looks.D4cons,
    ...{ ...shown, data: 'X1', source: 'fresh', consistent: true, drawn: 6 },
    inContext: false,
  },
} as const satisfies DeclaredGroups['groups'];

/** Name of a group of Table 1, of Sec. 3.3 or of the release. */
export type TableOneGroup = keyof typeof groups;

/** What the paper compares (Secs. 3.1 and 3.2). */
const contrasts = [
  {
    name: 'stage1Gap',
    title: 'Stage-1 gap',
    ...{ minuend: 'D1cons', subtrahend: 'D2incons', after: 'X1', role: 'condition' },
  },
  {
    name: 'iml',
    title: 'Implicit meta-learning (IML)',
    short: 'IML',
    ...{ minuend: 'D5cons', subtrahend: 'D6cons', after: 'X2', role: 'effect' },
  },
  detail('D1cons', 'QA3', 'X1'),
  detail('QA3', 'D2incons', 'X1'),
  detail('D6cons', 'QA7', 'X2'),
  detail('D8cons', 'D6cons', 'X2'),
] as const satisfies readonly Contrast[];

function detail(minuend: TableOneGroup, subtrahend: TableOneGroup, after: 'X1' | 'X2') {
  const name = `${minuend} - ${subtrahend}`;
  return { name, title: name, minuend, subtrahend, after, role: 'detail' } as const;
}

/** The paper's design (Table 1), the default of every kind of data. */
export const tableOne = { sources, groups, contrasts } as const;

/** The names of Table 1's groups in the authors' release. */
export const releaseNames: Readonly<Record<TableOneGroup, string>> = {
  D1cons: 'qd1consis',
  D2incons: 'qd2incons',
  QA3: 'q',
  QA4: 'q_no_replacement_baseline',
  D5cons: 'd1consis',
  D6cons: 'd2consis',
  QA7: 'no_qd_baseline',
  D8cons: 'd3consis',
  D9incons: 'qd1incons',
  D10cons: 'qd2consis',
  D4cons: 'qd4consis',
};

/**
 * Shares under which the tags tell the truth to the degree alpha (paper, Sec. 3.3): of the aliases
 * that the reliable tag defines in X1 the part alpha is consistent (D1cons) and the rest is not
 * (D9incons); of those of the unreliable tag the part alpha is inconsistent (D2incons) and the rest
 * is not (D10cons). 1 is the paper's main setting; at 0.5 a tag says nothing.
 *
 * The two sources keep the shares that they have. An alpha outside 0 .. 1 is a RangeError.
 */
export function withAlpha(shares: Shares, alpha: number): Shares {
  if (!(alpha >= 0 && alpha <= 1))
    throw new RangeError(`alpha is a fraction of 0 to 1, got ${alpha}`);
  const first = (shares.D1cons ?? 0) + (shares.D9incons ?? 0);
  const second = (shares.D2incons ?? 0) + (shares.D10cons ?? 0);
  return {
    ...shares,
    D1cons: first * alpha,
    D9incons: first * (1 - alpha),
    D2incons: second * alpha,
    D10cons: second * (1 - alpha),
  };
}
