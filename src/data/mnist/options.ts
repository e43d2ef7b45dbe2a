import { z } from 'zod';
import { checkDesign, designShape, withContrasts } from '../design-options.js';
import { type Group, groupsOf } from '../groups.js';
import { sizeFault } from '../most-documents.js';

/** Own names in place of aliases, or a tag for each definition, have no meaning here. */
const isUnknown = ({ aliasInQuestions, source }: Group): boolean =>
  !aliasInQuestions || source?.tag === null;

/** How a digit of 28 x 28 pixels becomes a cell of so many pixels a side: cut, then pooled. */
export const cellSizes = {
  28: { margin: 0, pool: 1 },
  14: { margin: 0, pool: 2 },
  12: { margin: 2, pool: 2 },
  8: { margin: 2, pool: 3 },
  7: { margin: 0, pool: 4 },
} as const;

/** Pixels of a side of a cell. */
export type CellSize = keyof typeof cellSizes;

/** Every image is drawn anew, but each step of an epoch is noted. */
const mostExamples = 10_000_000;

/** The options of MNIST question answering (paper, Sec. 4.2 and App. E). */
export const mnistOptions = z
  .strictObject({
    kind: z.literal('mnist'),
    folder: z
      .string()
      .min(1)
      .nullable()
      .default(null)
      .describe(
        "Folder with the four files of MNIST (`credence data fetch mnist`); null: the project's " +
          'own digits, which are drawn by code',
      ),
    grid: z.int().min(1).max(5).default(3).describe('Cells of a side of the grid of digits'),
    cell: z
      .literal([28, 14, 12, 8, 7])
      .default(28)
      .describe(
        'Pixels of a side of a cell: 28 as in the paper, or less, averaged over pixels; 12 and 8 ' +
          'without the outer two pixels of a digit',
      ),
    targets: z.int().min(2).max(26).default(2).describe('Values of a cell: A, B, ...'),
    pairs: z
      .int()
      .positive()
      .describe('Variable-entity pairs of all groups together, as data.shares divides them'),
    ...designShape,
    definitionShare: z
      .number()
      .gt(0)
      .lt(1)
      .default(0.1)
      .describe('Part of the images of a pair that are definitions, where it has questions too'),
    examplesPerEpoch: z
      .int()
      .positive()
      .max(mostExamples)
      .describe('Images that count as one epoch; every image is drawn anew'),
    testImages: z
      .int()
      .positive()
      .default(2)
      .describe('Images of test digits that each test question is asked with'),
  })
  .superRefine((options, context) => {
    checkDesign(options, context);
    const { shares, pairs, grid, testImages } = options;
    const cells = grid * grid;
    const message = sizeFault(pairs * cells * testImages, `${pairs} pairs`);
    if (message !== null) context.addIssue({ code: 'custom', path: ['pairs'], message });
    for (const { name } of groupsOf(options).filter(isUnknown))
      if (shares[name] !== undefined) {
        const message = `${name} cannot be shown in images`;
        context.addIssue({ code: 'custom', path: ['shares', name], message });
      }
    if (pairs > 10 ** cells / 2) {
      const message =
        `a grid of ${grid} x ${grid} digits has ${10 ** (grid * grid)} variables: expected at ` +
        `most half as many pairs, given ${pairs}`;
      context.addIssue({ code: 'custom', path: ['pairs'], message });
    }
  })
  .transform(withContrasts);

/** The options of MNIST question answering, every default filled in. */
export type MnistOptions = z.infer<typeof mnistOptions>;

/** What can be measured of images: test questions, questions that training asks, definitions. */
export const imageSets = ['questions', 'trainQuestions', 'definitions'] as const;

/** What can be measured of images. */
export type ImageSet = (typeof imageSets)[number];

/** Pixels of a side of a whole image. */
export const imageSize = ({ grid, cell }: Pick<MnistOptions, 'grid' | 'cell'>): number =>
  grid * cell;

/** Pixels of a side of a square of the tag row: 2 in cells of 28, else 1. */
export const tagSquare = ({ cell }: Pick<MnistOptions, 'cell'>): number => (cell === 28 ? 2 : 1);

/** The name of a target: A, B, ... */
export const targetName = (target: number): string => String.fromCharCode(65 + target);
