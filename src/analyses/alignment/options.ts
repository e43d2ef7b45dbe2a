import { z } from 'zod';
import { subsetNames, subsets } from '../../data/subsets.js';
import type { Experiment } from '../../experiment/experiment.js';
import type { Frozen } from '../../experiment/frozen.js';
import type { Stage } from '../../experiment/stage.js';
import type { Misfit } from '../analysis.js';
import { comparedByDefault } from './comparisons.js';

const distinct = (list: readonly unknown[]): boolean => new Set(list).size === list.length;

/**
 * How gradients of definitions are compared with those of questions while a stage trains (paper,
 * Sec. 5 and App. F).
 */
export const gradientOptions = z
  .strictObject({
    atEpochs: z
      .array(z.int().min(0))
      .min(1)
      .refine(distinct, { message: 'an epoch is named twice' })
      .describe('After how many epochs of the stage; 0 is before its first step.'),
    subsets: z
      .array(z.enum(subsetNames))
      .min(1)
      .refine(distinct, { message: 'a subset is named twice' })
      .default([...comparedByDefault])
      .describe(
        'Subsets whose definitions are compared with the questions about the same aliases.',
      ),
    questions: z.enum(['test', 'train']).default('test').describe('Which questions of an alias.'),
    bothTags: z
      .boolean()
      .default(true)
      .describe(
        'Whether every definition is taken under tag 1 and under tag 2 as well, so that the same ' +
          'aliases are compared under either.',
      ),
  })
  .superRefine(({ subsets: compared, questions }, context) => {
    compared.forEach((subset, index) => {
      const { defined, trainsQuestions } = subsets[subset];
      const lacks =
        (!defined && 'definitions') ||
        (questions === 'train' && !trainsQuestions && 'training questions');
      if (!lacks) return;
      const message = `${subset} has no ${lacks} to compare (paper, Table 1)`;
      context.addIssue({ code: 'custom', path: ['subsets', index], message });
    });
  });

/** How gradients are compared, every default filled in. */
export type GradientOptions = Frozen<z.output<typeof gradientOptions>>;

/** Epochs that the stage does not have, and subsets without a share of the data. */
export function* alignmentMisfits(
  { atEpochs, subsets: compared }: GradientOptions,
  { epochs }: Stage,
  { data }: Experiment,
): Generator<Misfit> {
  for (const [index, epoch] of atEpochs.entries())
    if (epoch > epochs) {
      const message = `the stage has ${epochs} epochs, and gradients are wanted after ${epoch}`;
      yield [['atEpochs', index], message];
    }
  for (const [index, subset] of compared.entries())
    if (data.shares[subset] === undefined)
      yield [['subsets', index], `${subset} has no share in data.shares`];
}
