import { type Group, groupsOf } from '../groups.js';
import type { TextKind } from '../kind.js';
import { countDocuments, surveyTexts } from '../text-survey.js';
import { buildSetInclusion } from './dataset.js';
import { inventNumberFacts } from './facts.js';
import { type SetInclusionOptions, setInclusionOptions, setInclusionSets } from './options.js';

/** Tokens of a question besides its list: the variable, `%`, `=` and the answer. */
const tokensBesidesList = 4;

/** Set inclusion: whether a variable's number is in a list (paper, App. D). */
export const setInclusion: TextKind<SetInclusionOptions> = {
  kind: 'set-inclusion',
  label: 'set inclusion',
  shows: 'texts',
  options: setInclusionOptions,
  sets: setInclusionSets,
  scoreNote: null,
  fixesVocabulary: true,
  facts: inventNumberFacts,
  dataset: buildSetInclusion,
  identity: ({ contrasts: _, ...options }) => options,
  quick: (written, variables) => ({
    ...written,
    variables,
    vocabulary: 'own names',
    plainLists: Math.min(Number(written.plainLists ?? 0), 2),
  }),
  size: ({ variables }) => variables,
  documentSize: ({ listLength }) => listLength + tokensBesidesList,
  counts: (options) => {
    const { variables, numbers, plainLists, plainDefinitions, mostTestDocuments } = options;
    const half = ({ share }: Group) => (share * variables * options.questionsPerVariable) / 2;
    const trained = (group: Group) => (group.trainsQuestions ? half(group) : 0);
    const defined = ({ share, source }: Group) => (source === null ? 0 : share * variables);
    const facts = numbers * (plainLists + plainDefinitions);
    return countDocuments(groupsOf(options), {
      ...{ facts, trained, defined },
      asked: (set, group) => {
        const all = { questions: half(group), trainQuestions: trained(group) };
        const wanted = { ...all, definitions: defined(group) }[set as keyof typeof all] ?? 0;
        return Math.min(wanted, mostTestDocuments ?? Number.POSITIVE_INFINITY);
      },
    });
  },
  survey: (options, seeds) => surveyTexts(setInclusion, options, seeds),
  *misfits(_, { evaluate }) {
    for (const [index, set] of evaluate.sets.entries())
      if (!setInclusionSets.includes(set)) {
        const message = `set inclusion has no '${set}', only ${setInclusionSets.join(', ')}`;
        yield [['evaluate', 'sets', index], message];
      }
  },
  missingFile: () => null,
};
