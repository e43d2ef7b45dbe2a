import { z } from 'zod';
import type { Frozen } from './frozen.js';

const distinct = (list: readonly unknown[]): boolean => new Set(list).size === list.length;

/**
 * How gradients of definitions are compared with those of questions while a stage trains (paper,
 * Sec. 5 and App. F).
 */
export const gradientOptions = z.strictObject({
  atEpochs: z
    .array(z.int().min(0))
    .min(1)
    .refine(distinct, { message: 'an epoch is named twice' })
    .describe('After how many epochs of the stage; 0 is before its first step.'),
  subsets: z
    .array(z.string())
    .min(1)
    .refine(distinct, { message: 'a subset is named twice' })
    .default(['D5cons', 'D6cons'])
    .describe('Subsets whose definitions are compared with the questions about the same aliases.'),
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

/** What a probe is to tell: which tag defined an alias, or whether any definition did. */
export const probeTasks = ['tag', 'defined'] as const;

/** What a probe is to tell. */
export type ProbeTask = (typeof probeTasks)[number];

/**
 * How linear probes read the residual stream at the end of a stage (paper, Sec. 5 and Fig. 7).
 */
export const probeOptions = z.strictObject({
  tasks: z
    .array(z.enum(probeTasks))
    .min(1)
    .refine(distinct, { message: 'a task is named twice' })
    .default(['tag', 'defined'])
    .describe("'tag': which tag defined the alias; 'defined': whether any definition did."),
  questions: z
    .array(z.string().min(1))
    .min(1)
    .refine(distinct, { message: 'a question is named twice' })
    .describe(
      "What the prompts ask, a grid of probes each: a set of entity attribution such as 'name', " +
        "or words that the test questions of one type share, such as 'born'.",
    ),
  aliasTokens: z.int().positive().default(3).describe('Only aliases of so many tokens take part.'),
  penalty: z
    .number()
    .positive()
    .default(100)
    .describe("Of half the squared weights, the inverse of scikit-learn's C; the release has 100."),
  folds: z.int().min(2).default(5).describe('Of the stratified cross-validation.'),
});

/** How probes are fitted, every default filled in. */
export type ProbeOptions = Frozen<z.output<typeof probeOptions>>;
