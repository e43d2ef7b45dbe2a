import { MersenneTwister } from '../../random/mersenne-twister.js';
import { pythonIntSetOrder } from '../../random/python-int-set-order.js';
import { compareCodePoints } from '../../text/code-points.js';
import { byGroup, type Dataset, type DatasetSeeds, selectDocuments } from '../dataset.js';
import type { Document } from '../documents.js';
import type { EvaluationSet } from '../evaluation-sets.js';
import type { FactTable } from '../fact-table.js';
import { type Group, groupsOf, type Source, sourcesOf } from '../groups.js';
import type { Pair } from '../pairs.js';
import { buildFacts } from '../questions.js';
import { sliceX1, sliceX2 } from '../shares.js';
import { listAttribute, listFact } from './facts.js';
import { type SetInclusionOptions, setInclusionSets } from './options.js';
import { drawVariables, type ListQuestion, type Variable } from './variables.js';
import { setInclusionTags, setInclusionVocabulary } from './vocabulary.js';

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
  const [groups, sources] = [groupsOf(options), sourcesOf(options)];
  const variables = drawVariables(options, new MersenneTwister(seeds.first));
  const members = assignGroups(variables, groups, seeds.second);
  const membersOf = ({ name }: Group): readonly Variable[] => members.get(name) ?? [];
  const questions = byGroup(groups, (group) => ({
    train: group.trainsQuestions
      ? membersOf(group).flatMap((variable) => ask(group, variable, variable.train))
      : [],
    test: membersOf(group).flatMap((variable) => ask(group, variable, variable.test)),
  }));
  const definitions = byGroup(groups, (group) => define(group, membersOf(group), group.source));
  const tested = (name: string, set: EvaluationSet): readonly Document[] => {
    if (set === 'definitions') return definitions.get(name) ?? [];
    if (!setInclusionSets.includes(set)) return [];
    return questions.get(name)?.[set === 'questions' ? 'test' : 'train'] ?? [];
  };
  const dataset: Dataset = {
    groups,
    tags: setInclusionTags(sources.filter(({ tag }) => tag !== null).length),
    pairs: variables.map(truePair),
    members: byGroup(groups, (group) => membersOf(group).map(truePair)),
    facts: buildFacts(table, 'plain'),
    questions,
    definitions,
    definedBy: (name, tag) => {
      const group = groups.find((one) => one.name === name);
      const source = sources.find((one) => one.tag === tag) ?? null;
      return group === undefined ? [] : define(group, membersOf(group).toSorted(byName), source);
    },
    falseDefinitions: new Map(
      groups
        .filter(({ consistent }) => consistent === false)
        .map((group) => [group.name, membersOf(group).map(falsePair)]),
    ),
    // The release keeps the order of the groups.
    trainingDocuments: (selection) => selectDocuments(dataset, selection),
    testDocuments: (set) => {
      const documents = groups.map(({ name }) => {
        return [name, sampled(tested(name, set), options.mostTestDocuments, seeds.test)] as const;
      });
      return new Map(documents.filter(([, own]) => own.length > 0));
    },
    vocabulary: () => {
      const names = variables.map(({ name }) => name);
      return { words: setInclusionVocabulary(options, names), isFixed: true };
    },
  };
  return dataset;
}

/**
 * As many of the documents as are asked, in their order: as the release, the positions that Python's
 * `sample(range(n), most)` draws, sorted. `most` null: all.
 */
function sampled(
  documents: readonly Document[],
  most: number | null,
  seed: number,
): readonly Document[] {
  if (most === null || documents.length <= most) return documents;
  const positions = new MersenneTwister(seed).sampleRange(documents.length, most);
  return positions.sort((a, b) => a - b).map((position) => documents[position] as Document);
}

/** The variables of each group, in the order in which the release walks its sets of indices. */
function assignGroups(
  variables: readonly Variable[],
  groups: readonly Group[],
  secondSeed: number,
): ReadonlyMap<string, readonly Variable[]> {
  const { x1, x2 } = sliceX1([...variables.keys()], groups);
  const pool = [...x2];
  new MersenneTwister(secondSeed).shuffle(pool);
  const divided = sliceX2(pool, groups);
  return byGroup(groups, ({ name }) =>
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

/** Groups without aliases in their questions ask about the numbers themselves. */
function ask(
  { name: subset, aliasInQuestions }: Group,
  variable: Variable,
  questions: readonly ListQuestion[],
): readonly Document[] {
  const { alias, entity } = truePair(variable);
  const named = aliasInQuestions ? alias : null;
  return questions.map((asked) => {
    const { question, answer } = listFact(asked);
    const prompt = question.replace('{e}', named ?? entity);
    const written = { prompt, answer: ` ${answer}`, attribute: listAttribute };
    return { kind: 'question', subset, ...written, alias: named, entity };
  });
}

/** The definitions of a group as a source gives them; none where nobody defines it. */
function define(
  { name: subset, source: own, consistent }: Group,
  variables: readonly Variable[],
  source: Source | null,
): readonly Document[] {
  if (own === null || source === null || source.tag === null) return [];
  const tag = `define${source.tag}`;
  return variables.map((variable) => {
    const pair = consistent ? truePair(variable) : falsePair(variable);
    const prompt = `${tag} ${pair.alias} %`;
    return { kind: 'definition', subset, prompt, answer: ` ${pair.entity}`, ...pair, tag };
  });
}
