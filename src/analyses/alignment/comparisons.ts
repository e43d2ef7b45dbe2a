import { z } from 'zod';
import type { Contrast } from '../../data/contrasts.js';
import type { Group } from '../../data/groups.js';
import type { AlignmentRow } from './alignment-row.js';

/**
 * What is compared, in the order in which it is shown. `tags`: the same aliases of X2 with their
 * definitions under tag 1 and under tag 2, which differ in nothing but the tag. `X2`: the two groups
 * of the first effect that the data declare, in the paper D5cons and D6cons (Figs. 6, 24, 25). `X1`:
 * those of the first condition, D1cons and D2incons (Fig. 26), which the model has seen.
 */
export const alignmentComparisons = ['tags', 'X2', 'X1'] as const;

/** What is compared. */
export type AlignmentComparison = (typeof alignmentComparisons)[number];

/** The two sides of a comparison. */
export type Sides<T> = Readonly<Record<'upper' | 'lower', T>>;

/** The groups whose own tags set the sides of a comparison apart; absent where none are declared. */
export type ComparedGroups = Readonly<Partial<Record<'X2' | 'X1', Sides<string>>>>;

/** The groups that are compared, by the contrasts that the data declare. */
export function comparedGroups(contrasts: readonly Contrast[]): ComparedGroups {
  const groupsOf = (role: Contrast['role'], after: Contrast['after']) => {
    const found = contrasts.find((one) => one.role === role && one.after === after);
    return found === undefined
      ? {}
      : { [after]: { upper: found.minuend, lower: found.subtrahend } };
  };
  return { ...groupsOf('effect', 'X2'), ...groupsOf('condition', 'X1') };
}

/** The authors' mean cosines of gradients in Stage 1, of either side of `X2`. */
export const paperCosines = z.strictObject({ upper: z.number(), lower: z.number() });

/** The authors' mean cosines of gradients in Stage 1, of either side of `X2`. */
export type PaperCosines = Readonly<z.output<typeof paperCosines>>;

/** What is on either side of a comparison: its name in tables and CSV files, and its rows. */
export interface ComparedSide {
  readonly name: string;
  readonly has: (row: AlignmentRow) => boolean;
}

/** The sides of a comparison; null where the data declare no groups for it. */
export function sidesOf(
  comparison: AlignmentComparison,
  {
    groups,
    contrasts,
  }: { readonly groups: readonly Group[]; readonly contrasts: readonly Contrast[] },
): Sides<ComparedSide> | null {
  if (comparison === 'tags') {
    const x2 = new Set(groups.filter(({ data }) => data === 'X2').map(({ name }) => name));
    const under = (tag: 1 | 2): ComparedSide => {
      return { name: `tag ${tag}`, has: (row) => row.tag === tag && x2.has(row.subset) };
    };
    return { upper: under(1), lower: under(2) };
  }
  const pair = comparedGroups(contrasts)[comparison];
  if (pair === undefined) return null;
  const own = (name: string): ComparedSide => {
    return { name, has: (row) => row.tag === 'own' && row.subset === name };
  };
  return { upper: own(pair.upper), lower: own(pair.lower) };
}
