import { MersenneTwister } from '../../random/mersenne-twister.js';
import { pythonIntSetOrder } from '../../random/python-int-set-order.js';
import { compareCodePoints } from '../../text/code-points.js';
import type { Dataset, DatasetSeeds } from '../dataset.js';
import type { Document } from '../documents.js';
import type { FactTable } from '../fact-table.js';
import type { Pair } from '../pairs.js';
import { buildFacts } from '../questions.js';
import { type Shares, sliceX1, sliceX2 } from '../shares.js';
import { bySubset, type Subset, type SubsetTraits, subsetNames, subsets } from '../subsets.js';
import { listFact } from './facts.js';
import type { SetInclusionOptions } from './options.js';
import { drawVariables, type ListQuestion, type Variable } from './variables.js';
import { setInclusionTags, setInclusionVocabulary } from './vocabulary.js';

const format = 'plain';

/**
 * Builds the data set of set inclusion (paper, App. D): variables that stand for numbers, questions
 * whether a variable's number is in a list (`ukj % 86 97 63 = true`), and definitions
 * (`define1 ukj % 63`). The first seed draws variables and questions, the second one divides X2,
 * and the third draws which of many test documents are asked. Byte for byte the authors' data set.
 *
 * @param table the numbers with facts about themselves, as `inventNumberFacts` gives it
 */
export function buildSetInclusion(
  options: SetInclusionOptions,
  table: FactTable,
  seeds: DatasetSeeds,
): Dataset {
  const variables = drawVariables(options, new MersenneTwister(seeds.first));
  const members = assignSubsets(variables, options.shares, seeds.second);
  const membersOf = (name: Subset): readonly Variable[] => members.get(name) ?? [];
  const { mostTestDocuments: most } = options;
  return {
    tags: setInclusionTags,
    format,
    pairs: variables.map(truePair),
    members: bySubset((name) => membersOf(name).map(truePair)),
    facts: buildFacts(table, format),
    questions: bySubset((name) => ({
      train: subsets[name].trainsQuestions
        ? membersOf(name).flatMap((variable) => ask(name, variable, variable.train))
        : [],
      test: membersOf(name).flatMap((variable) => ask(name, variable, variable.test)),
    })),
    exchanged: [],
    asksAttribution: false,
    definitions: bySubset((name) => define(name, membersOf(name), subsets[name].tag)),
    definedBy: (name, tag) => define(name, membersOf(name).toSorted(byName), tag),
    falseDefinitions: new Map(
      subsetNames
        .filter((name) => subsets[name].consistent === false)
        .map((name) => [name, membersOf(name).map(falsePair)]),
    ),
    random: null,
    vocabulary: setInclusionVocabulary(
      options,
      variables.map(({ name }) => name),
    ),
    testSample: most === null ? null : { most, seed: seeds.test },
  };
}

/** The variables of each subset, in the order in which the release walks its sets of indices. */
function assignSubsets(
  variables: readonly Variable[],
  shares: Shares,
  secondSeed: number,
): ReadonlyMap<Subset, readonly Variable[]> {
  const { x1, x2 } = sliceX1([...variables.keys()], shares);
  const pool = [...x2];
  new MersenneTwister(secondSeed).shuffle(pool);
  const divided = sliceX2(pool, shares);
  return bySubset((name) =>
    pythonIntSetOrder(x1.get(name) ?? divided.get(name) ?? []).map((i) => variables[i] as Variable),
  );
}

function truePair({ name, number }: Variable): Pair {
  return { entity: String(number), alias: name };
}

function falsePair({ name, falseNumber }: Variable): Pair {
  return { entity: String(falseNumber), alias: name };
}

const byName = (a: Variable, b: Variable): number => compareCodePoints(a.name, b.name);

/** QA4 asks about the numbers themselves. */
function ask(
  subset: Subset,
  variable: Variable,
  questions: readonly ListQuestion[],
): readonly Document[] {
  const { alias, entity } = truePair(variable);
  const named = subsets[subset].aliasInQuestions ? alias : null;
  return questions.map((asked) => {
    const { question, answer } = listFact(asked);
    const prompt = question.replace('{e}', named ?? entity);
    return { kind: 'question', subset, prompt, answer: ` ${answer}`, alias: named, entity };
  });
}

/** The definitions of a subset under a tag; none where Table 1 has none. */
function define(
  subset: Subset,
  variables: readonly Variable[],
  tag: SubsetTraits['tag'],
): readonly Document[] {
  const { defined, consistent } = subsets[subset];
  if (!defined || typeof tag !== 'number') return [];
  const source = setInclusionTags[tag - 1];
  return variables.map((variable) => {
    const pair = consistent ? truePair(variable) : falsePair(variable);
    const prompt = `${source} ${pair.alias} %`;
    return { kind: 'definition', subset, prompt, answer: ` ${pair.entity}`, ...pair };
  });
}
