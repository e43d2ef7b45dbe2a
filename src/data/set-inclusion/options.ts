import { z } from 'zod';
import { grouped } from '../../text/grouped.js';
import { checkDesign, designShape, withContrasts } from '../design-options.js';
import type { EvaluationSet } from '../evaluation-sets.js';
import { groupsOf } from '../groups.js';
import { sizeFault } from '../most-documents.js';

/** The evaluation sets that set inclusion has. */
export const setInclusionSets: readonly EvaluationSet[] = [
  'questions',
  'trainQuestions',
  'definitions',
];

/** Numbers that are walked through to draw a data set, in seconds. */
const mostSteps = 2e8;

/** Letters of which names are made. */
const letters = 26;

const shape = {
  kind: z.literal('set-inclusion'),
  ...designShape,
  variables: z.int().min(1).default(8000).describe('Variables, each with a number of its own'),
  numbers: z.int().min(2).max(100_000).default(99).describe('The numbers are 0 to one less'),
  listLength: z.int().min(1).default(8).describe('Numbers in the list of a question'),
  common: z
    .int()
    .min(1)
    .default(1)
    .describe(
      "Numbers that all true training lists of a variable have in common, the variable's and " +
        'others; the false ones have none of them',
    ),
  questionsPerVariable: z
    .int()
    .min(4)
    .default(24)
    .describe('A quarter each: true and false to train on, true and false to test'),
  flips: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe('Part of the training questions whose answer is made false, whatever it was'),
  nameLetters: z.int().min(1).max(6).default(3).describe('Letters in the name of a variable'),
  spacedNames: z
    .boolean()
    .default(false)
    .describe('Whether a name is letters with spaces between them and so a token a letter'),
  vocabulary: z
    .enum(['all names', 'own names'])
    .default('all names')
    .describe(
      "'all names': a word for every name that there can be, as in the release; 'own names': for " +
        "the names of the seed's variables only",
    ),
  mostTestDocuments: z
    .int()
    .positive()
    .nullable()
    .default(20_000)
    .describe('This many questions are drawn from a larger evaluation set; null: all are asked'),
  plainLists: z
    .int()
    .min(0)
    .default(0)
    .describe(
      'Facts "63 % 1 2 63 = true" about every number itself, half true and half false; stages ' +
        'with train.facts show them',
    ),
  plainDefinitions: z
    .int()
    .min(0)
    .default(0)
    .describe('How often the fact "63 % 63" stands among those about every number'),
};

/** The options of set inclusion (paper, App. D); the defaults are the paper's. */
export const setInclusionOptions = z
  .strictObject(shape)
  .superRefine((options, context) => {
    const { numbers, listLength, common, questionsPerVariable, variables, nameLetters } = options;
    const fail = (path: keyof typeof shape, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (common > listLength) {
      fail('common', `the ${common} common numbers do not fit in a list of ${listLength}`);
    } else if (listLength + common > numbers) {
      fail(
        'listLength',
        `a false list needs ${listLength} numbers that the true ones do not share, and of ` +
          `${numbers} numbers ${numbers - common} are left`,
      );
    }
    if (questionsPerVariable % 4 !== 0) {
      const message = `must be a multiple of 4, given ${questionsPerVariable}`;
      fail('questionsPerVariable', message);
    }
    if (variables > letters ** nameLetters) {
      const names = grouped(letters ** nameLetters);
      fail('variables', `there are ${names} names of ${nameLetters} letters, given ${variables}`);
    }
    if (options.vocabulary === 'all names' && !options.spacedNames && nameLetters > 3) {
      fail(
        'nameLetters',
        `a vocabulary of all names takes 3 letters at most, given ${nameLetters}`,
      );
    }
    const { plainLists, plainDefinitions } = options;
    const asked = variables * questionsPerVariable;
    const plain = numbers * (plainLists + plainDefinitions);
    const fault = sizeFault(asked, `${variables} variables`) ?? sizeFault(plain, 'the plain facts');
    // Every draw of a variable, and of a number's plain lists, walks through all numbers.
    const steps = numbers * Math.max(variables * common, plainLists === 0 ? 0 : numbers);
    if (fault !== null) fail(asked > plain ? 'variables' : 'plainLists', fault);
    else if (steps > mostSteps || (asked + plain) * listLength > mostSteps) {
      fail('numbers', 'lists of so many numbers for so many variables take hours to draw');
    }
    checkDesign(options, context);
    for (const { name, share, source } of groupsOf(options))
      if (share > 0 && source?.tag === null) {
        const message = `set inclusion has a fixed tag a source, and ${name} needs one a definition`;
        context.addIssue({ code: 'custom', path: ['shares', name], message });
      }
  })
  .transform(withContrasts);

/** The options of set inclusion, every default filled in. */
export type SetInclusionOptions = z.infer<typeof setInclusionOptions>;
