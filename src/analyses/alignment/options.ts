import { z } from 'zod';
import { type Group, groupsOf } from '../../data/groups.js';
import { didYouMean } from '../../errors/did-you-mean.js';
import type { Experiment } from '../../experiment/experiment.js';
import type { Frozen } from '../../experiment/frozen.js';
import type { Stage } from '../../experiment/stage.js';
import type { Misfit } from '../analysis-kind.js';
import { comparedGroups } from './comparisons.js';

const distinct = (list: readonly unknown[]): boolean => new Set(list).size === list.length;

/**
 * How gradients of definitions are compared with those of questions while a stage trains (paper,
 * Sec. 5 and App. F).
 */
export const gradientOptions = z.strictObject({
  atEpochs: z
    .array(z.int().min(0))
    .min(1)
    .refine(distinct, { message: 'an epoch is listed twice' })
    .describe('After how many epochs of the stage; 0 is before its first step.'),
  subsets: z
    .array(z.string())
    .min(1)
    .refine(distinct, { message: 'a group is listed twice' })
    .optional()
    .describe(
      'Groups whose definitions are compared with the questions about the same aliases. Default: ' +
        'the two of the first effect in data.contrasts.',
    ),
  questions: z.enum(['test', 'train']).default('test').describe('Which questions of an alias.'),
  bothTags: z
    .boolean()
    .default(true)
    .describe(
      'Whether every definition is taken under tag 1 and under tag 2 as well, so that the same ' +
        'aliases are compared under either.',
    ),
});

/** How gradients are compared, every default filled in. */
export type GradientOptions = Frozen<z.output<typeof gradientOptions>>;

/** The groups that are compared: those of the options, or the two of the first effect. */
export function groupsToCompare(
  { subsets }: Pick<GradientOptions, 'subsets'>,
  { contrasts }: Pick<Experiment['data'], 'contrasts'>,
): readonly string[] {
  if (subsets !== undefined) return subsets;
  const pair = comparedGroups(contrasts).X2;
  return pair === undefined ? [] : [pair.upper, pair.lower];
}

/** Misfits: epochs that the stage does not have, and groups that have nothing to compare. */
export function* alignmentMisfits(
  options: GradientOptions,
  { epochs }: Stage,
  { data }: Experiment,
): Generator<Misfit> {
  const { atEpochs, questions } = options;
  for (const [index, epoch] of atEpochs.entries())
    if (epoch > epochs) {
      const message = `the stage has ${epochs} epochs, so it has no gradients after epoch ${epoch}`;
      yield [['atEpochs', index], message];
    }
  const wanted = groupsToCompare(options, data);
  if (wanted.length === 0)
    yield [['subsets'], 'name the groups to compare: data.contrasts declares no effect in X2'];
  const groups = new Map(groupsOf(data).map((group) => [group.name, group]));
  for (const [index, name] of wanted.entries()) {
    const lack = lackOf(groups.get(name), name, { questions, known: [...groups.keys()] });
    if (lack !== null) yield [options.subsets ? ['subsets', index] : ['subsets'], lack];
  }
}

/** Why a group can't be compared; null where it can. */
function lackOf(
  group: Group | undefined,
  name: string,
  { questions, known }: Pick<GradientOptions, 'questions'> & { readonly known: readonly string[] },
): string | null {
  if (group === undefined) return `there is no group ${name}${didYouMean(name, known)}`;
  if (group.source === null) return `${name} has no definitions to compare`;
  if (questions === 'train' && !group.trainsQuestions)
    return `${name} has no training questions to compare`;
  return group.share > 0 ? null : `${name} has no share in data.shares`;
}
