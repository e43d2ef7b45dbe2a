import { z } from 'zod';
import { evaluationSet } from '../../data/evaluation-sets.js';
import type { Experiment } from '../../experiment/experiment.js';
import type { Frozen } from '../../experiment/frozen.js';
import type { Misfit } from '../analysis-kind.js';

const distinct = (list: readonly unknown[]): boolean => new Set(list).size === list.length;

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
    .refine(distinct, { message: 'a task is listed twice' })
    .default(['tag', 'defined'])
    .describe("'tag': which tag defined the alias; 'defined': whether any definition did."),
  questions: z
    .array(z.string().min(1))
    .min(1)
    .refine(distinct, { message: 'a question is listed twice' })
    .describe(
      "What the prompts ask, a grid of probes each: a set of entity attribution such as 'name', " +
        "or words that the test questions of one type share, such as 'born'.",
    ),
  aliasTokens: z
    .int()
    .positive()
    .max(1000)
    .default(3)
    .describe('Only aliases with this many tokens are used.'),
  penalty: z
    .number()
    .positive()
    .default(100)
    .describe(
      "L2 penalty on half the squared weights, the inverse of scikit-learn's C; the release uses 100.",
    ),
  folds: z.int().min(2).max(1000).default(5).describe('Folds of the stratified cross-validation.'),
});

/** How probes are fitted, every default filled in. */
export type ProbeOptions = Frozen<z.output<typeof probeOptions>>;

/** Sets of questions that no test asks: a vocabulary from data would lack their words. */
export function* probeMisfits(
  { questions }: ProbeOptions,
  { evaluate }: Experiment,
): Generator<Misfit> {
  for (const [index, question] of questions.entries()) {
    const set = evaluationSet.safeParse(question).data;
    if (set === undefined || evaluate.sets.includes(set)) continue;
    const message = `add '${set}' to evaluate.sets too, from which the vocabulary takes its words`;
    yield [['questions', index], message];
  }
}
