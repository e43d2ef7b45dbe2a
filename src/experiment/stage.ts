import { z } from 'zod';
import type { Frozen } from './frozen.js';
import { most } from './option-limits.js';
import { recipeFields } from './recipe.js';

const groupList = z
  .array(z.string())
  .max(1000)
  .default([])
  .superRefine((list, context) => {
    list.forEach((group, index) => {
      if (list.indexOf(group) !== index)
        context.addIssue({ code: 'custom', path: [index], message: `${group} is listed twice` });
    });
  });

const selection = z
  .strictObject({
    facts: z
      .boolean()
      .default(false)
      .describe('Whether to train on the facts of all entities under their own names.'),
    questions: groupList.describe('Groups whose training questions are shown.'),
    definitions: groupList.describe('Groups whose definitions are shown.'),
  })
  .refine(
    ({ facts, questions, definitions }) => facts || questions.length + definitions.length > 0,
    {
      message: 'this stage trains on nothing: expected facts, questions or definitions',
    },
  );

/** What can stand under `stages` of an experiment. */
export const stageSchema = z
  .strictObject({
    name: z
      .string()
      .max(100)
      .regex(/^[a-z][a-z0-9-]*$/, 'expected lower-case letters, digits and hyphens')
      .describe('Names the folder and the rows of the stage.'),
    train: selection.describe('The documents of the stage.'),
    seed: z
      .enum(['first', 'second'])
      .default('first')
      .describe('Which seed orders the documents; see seeds.'),
    evaluate: z
      .strictObject({
        everyEpochs: z
          .int()
          .positive()
          .max(most.epochs)
          .default(1)
          .describe("Epochs between two tests; the stage's end is always tested."),
        subsets: z
          .array(z.string())
          .min(1)
          .max(1000)
          .nullable()
          .default(null)
          .describe('The groups that are tested; null: all.'),
      })
      .prefault({}),
    analyses: z
      .record(z.string(), z.looseObject({}).nullable())
      .default({})
      .describe(
        'The analyses of the weights while they are trained: the options of each by its name; null: not made.',
      ),
    ...recipeFields,
  })
  .superRefine((stage, context) => {
    const { optimizer, learningRate } = stage;
    if (optimizer.kind === 'adafactor' && optimizer.relativeStep && learningRate !== 1) {
      const message =
        'with relativeStep the optimizer sets its own rate: ' +
        `write learningRate 1, given ${learningRate}`;
      context.addIssue({ code: 'custom', path: ['learningRate'], message });
    }
  });

/**
 * One stage of training: what is shown (the paper's X1 or X2), and how; a Recipe with a
 * name, every default filled in.
 */
export type Stage = Frozen<z.output<typeof stageSchema>>;
