import { z } from 'zod';
import type { Dataset } from '../data/dataset.js';
import type { Document } from '../data/documents.js';
import { type EvaluationSet, evaluationSet, lossOnlySets } from '../data/evaluation-sets.js';
import { askedText, shownExamples } from '../data/mnist/examples.js';
import type { GridData, GridPair } from '../data/mnist/grids.js';
import { gridText } from '../data/mnist/grids.js';
import { targetName } from '../data/mnist/options.js';
import type { StageTests } from './stage-tests.js';

/** A row of `questions.jsonl`. */
export const questionRow = z.strictObject({
  set: evaluationSet,
  subset: z.string(),
  alias: z.string().nullable().describe('Null where the question has none.'),
  entity: z.string().describe('The one that the reference is about.'),
  attribute: z.string().nullable().describe('What of it is asked; null in entity attribution.'),
  tag: z.string().nullable().describe("Of the alias's definition; null without a tag of its own."),
  definition: z
    .boolean()
    .nullable()
    .describe('Whether the definition of the alias is true; null where nothing defines it.'),
  question: z.string().describe('The whole prompt.'),
  reference: z.string().describe('The answer as it is scored, spaces around it left out.'),
});

/** What is known of a question that a test asks, for answers to be joined with. */
export type QuestionRow = Readonly<z.output<typeof questionRow>>;

/** The documents of evaluation sets by group. */
export type TestedSets = ReadonlyMap<EvaluationSet, ReadonlyMap<string, readonly Document[]>>;

/** What decides which questions tests ask. */
type AskedTests = Pick<StageTests, 'sets' | 'subsets' | 'metrics'>;

const isAsked = ({ metrics }: AskedTests): boolean => metrics.some((metric) => metric !== 'loss');

/**
 * A row for each question about texts that a test asks, in the order of its answers: set by set,
 * group by group. What is only shown for its loss has none.
 */
export function questionRows(dataset: Dataset, sets: TestedSets, tests: AskedTests): QuestionRow[] {
  if (!isAsked(tests)) return [];
  const groups = new Map(dataset.groups.map((group) => [group.name, group]));
  const tags = new Map(
    [...dataset.definitions.values()].flat().map(({ alias, tag }) => [alias, tag ?? null]),
  );
  return [...sets].flatMap(([set, ofSet]) =>
    [...ofSet].flatMap(([subset, documents]): QuestionRow[] => {
      const isWanted = tests.subsets === null || tests.subsets.includes(subset);
      if (!isWanted || !tests.sets.includes(set) || lossOnlySets.includes(set)) return [];
      const isTrue = groups.get(subset)?.consistent ?? null;
      return documents.map(({ alias, entity, attribute = null, prompt, answer }) => ({
        ...{ set, subset, alias, entity, attribute },
        tag: alias === null ? null : (tags.get(alias) ?? null),
        definition: alias === null ? null : isTrue,
        question: prompt,
        reference: answer.trim(),
      }));
    }),
  );
}

/** The same of images: a row for each image of a test question. */
export function gridQuestionRows({ options, pairs, tags }: GridData, tests: AskedTests) {
  const set = 'questions' as const;
  if (!isAsked(tests) || !tests.sets.includes(set)) return [];
  return [...pairs].flatMap(([subset, own]): QuestionRow[] =>
    tests.subsets !== null && !tests.subsets.includes(subset)
      ? []
      : shownExamples(own, set, options).map((example): QuestionRow => {
          const { pair, asked } = example;
          const { entity, prompt } = askedText(example);
          const bits = tags[pair.tag - 1];
          return {
            ...{ set, subset, alias: gridText(pair.variable, 'digits'), entity },
            attribute: `cell ${(asked ?? 0) + 1}`,
            tag: bits === undefined || pair.defined === null ? null : bits.join(''),
            definition: isTrue(pair),
            question: prompt,
            reference: targetName(pair.entity[asked ?? 0] ?? 0),
          };
        }),
  );
}

function isTrue({ defined, entity }: GridPair): boolean | null {
  return defined === null ? null : entity.every((cell, index) => cell === defined[index]);
}
