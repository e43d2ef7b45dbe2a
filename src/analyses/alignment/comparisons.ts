// What is compared of gradients: the one file that names groups of the paper's Table 1.
import { z } from 'zod';
import { type Subset, subsets } from '../../data/subsets.js';
import type { AlignmentRow } from './alignment-row.js';

/**
 * What is compared, in the order in which it is shown. `tags`: the same aliases of X2 with their
 * definitions under tag 1 and under tag 2, which differ in nothing but the tag. `X2`: D5cons and
 * D6cons (paper, Figs. 6, 24, 25). `X1`: D1cons and D2incons (Fig. 26), which the model has seen.
 */
export const alignmentComparisons = ['tags', 'X2', 'X1'] as const;

/** What is compared. */
export type AlignmentComparison = (typeof alignmentComparisons)[number];

/** The subsets whose own tags set the sides of a comparison apart; none where `tags` are compared. */
export const comparedSubsets = {
  X2: { upper: 'D5cons', lower: 'D6cons' },
  X1: { upper: 'D1cons', lower: 'D2incons' },
} as const satisfies Record<
  Exclude<AlignmentComparison, 'tags'>,
  Record<'upper' | 'lower', Subset>
>;

/** Subsets whose gradients are compared where a stage names none. */
export const comparedByDefault = [comparedSubsets.X2.upper, comparedSubsets.X2.lower] as const;

/** The authors' mean cosines of gradients in Stage 1, of either side of `X2`. */
export const paperCosines = z.strictObject({
  [comparedSubsets.X2.upper]: z.number(),
  [comparedSubsets.X2.lower]: z.number(),
});

/** The authors' mean cosines of gradients in Stage 1, of either side of `X2`. */
export type PaperCosines = Readonly<z.output<typeof paperCosines>>;

/** The two sides of the paper's cosines, of tag 1 and of tag 2. */
export function paperSides(cosines: PaperCosines): Readonly<Record<'upper' | 'lower', number>> {
  const { upper, lower } = comparedSubsets.X2;
  return { upper: cosines[upper], lower: cosines[lower] };
}

/** What either side of a comparison is, as tables and CSV files name it. */
export const sideNames: Readonly<
  Record<AlignmentComparison, Readonly<Record<'upper' | 'lower', string>>>
> = { tags: { upper: 'tag 1', lower: 'tag 2' }, ...comparedSubsets };

/** The rows of either side. */
export const sidesOf: Readonly<
  Record<AlignmentComparison, Readonly<Record<'upper' | 'lower', (row: AlignmentRow) => boolean>>>
> = {
  tags: {
    upper: ({ subset, tag }) => tag === 1 && subsets[subset].stage === 'X2',
    lower: ({ subset, tag }) => tag === 2 && subsets[subset].stage === 'X2',
  },
  X2: ownTags(comparedSubsets.X2),
  X1: ownTags(comparedSubsets.X1),
};

function ownTags({ upper, lower }: Readonly<Record<'upper' | 'lower', Subset>>) {
  const own = (name: Subset) => (row: AlignmentRow) => row.tag === 'own' && row.subset === name;
  return { upper: own(upper), lower: own(lower) };
}
