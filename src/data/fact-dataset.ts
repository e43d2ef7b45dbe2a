import { UserError } from '../errors/user-error.js';
import { MersenneTwister } from '../random/mersenne-twister.js';
import { compareCodePoints } from '../text/code-points.js';
import { grouped } from '../text/grouped.js';
import { wordsOf } from '../text/words.js';
import { aliasesEach } from './alias-count.js';
import { drawAliases } from './aliases.js';
import { type AttributionQuestion, attribute } from './attribution.js';
import {
  allDocuments,
  byGroup,
  type Dataset,
  type DatasetSeeds,
  selectDocuments,
} from './dataset.js';
import type { DatasetOptions } from './dataset-options.js';
import { buildDefinitions, type DefinitionWriting } from './definitions.js';
import { deriveFalsePairs } from './derangement.js';
import { type Document, textOf } from './documents.js';
import type { EvaluationSet } from './evaluation-sets.js';
import { checkFactTable, type FactTable } from './fact-table.js';
import { type Group, groupsOf, sourcesOf } from './groups.js';
import { checkSize } from './most-documents.js';
import { comparePairs, type Pair } from './pairs.js';
import { buildFacts, buildQuestions, exchangeAliases, type QuestionWriting } from './questions.js';
import { sliceX1, sliceX2 } from './shares.js';
import { drawFreshTags, drawTags } from './tags.js';

/**
 * Builds the data set of a fact table. The first seed draws aliases, tags, X1, the false
 * definitions and the split of the questions; the second one only divides X2 among its groups.
 * With one alias per entity and the paper's formats it is byte for byte the authors' data set.
 */
export function buildDataset(
  options: DatasetOptions,
  table: FactTable,
  seeds: Pick<DatasetSeeds, 'first' | 'second'>,
): Dataset {
  checkFactTable(table, options.format);
  const mostFacts = table.entities.reduce((most, { facts }) => Math.max(most, facts.length), 0);
  const each = aliasesEach(options, table.entities.length, mostFacts);
  checkSize(table.entities.length, mostFacts, each);
  const [groups, sources] = [groupsOf(options), sourcesOf(options)];
  const random = new MersenneTwister(seeds.first);
  const pairs = drawPairs(options, table, each, random);
  const members = assignGroups(pairs, groups, seeds.second);
  checkShares(groups, members, pairs.length);
  const membersOf = ({ name }: Group): readonly Pair[] => members.get(name) ?? [];
  const tags = drawTags(options.tags, sources, random);
  const isFalse = ({ consistent }: Group): boolean => consistent === false;
  const falseDefinitions: Dataset['falseDefinitions'] = new Map(
    groups.filter(isFalse).map((group) => [group.name, deriveFalsePairs(membersOf(group), random)]),
  );
  const fresh = groups.filter(({ source }) => source?.tag === null).flatMap(membersOf);
  const drawn = drawFreshTags(options.tags, { count: fresh.length, used: tags.length }, random);
  const freshTags = new Map(fresh.map(({ alias }, i) => [alias, drawn[i] as string]));
  const inDefinitions: DefinitionWriting = { ...options, tags, freshTags, seed: seeds.first };
  const saidOf = (group: Group): Pair[] =>
    (falseDefinitions.get(group.name) ?? membersOf(group)).toSorted((a, b) =>
      compareCodePoints(a.alias, b.alias),
    );
  const definitions = byGroup(groups, (group) =>
    buildDefinitions(group, saidOf(group), inDefinitions),
  );
  const contexts = contextsOf(options, groups, definitions);
  const writing: QuestionWriting = { ...options, seed: seeds.first, contexts };
  const built: Omit<Dataset, 'trainingDocuments' | 'testDocuments' | 'vocabulary'> = {
    groups,
    tags,
    pairs,
    members,
    facts: buildFacts(table, options.format),
    questions: byGroup(groups, (group) => buildQuestions(group, membersOf(group), table, writing)),
    definitions,
    falseDefinitions,
    definedBy: (name, tag) => {
      const group = groups.find((one) => one.name === name);
      const source = sources.find((one) => one.tag === tag);
      if (group === undefined || source === undefined) return [];
      return buildDefinitions(group, saidOf(group), inDefinitions, source);
    },
  };
  const tested = (group: Group, set: EvaluationSet): readonly Document[] => {
    if (set === 'exchanged')
      return group.exchanged ? exchangeAliases(group, membersOf(group), table, writing) : [];
    return documentsOfGroup(built, group, set, options.format);
  };
  const dataset = {
    ...built,
    testDocuments: (set: EvaluationSet) => {
      const documents = groups.map((group) => [group.name, tested(group, set)] as const);
      return new Map(documents.filter(([, own]) => own.length > 0));
    },
    // As the release does: sorted by text, then shuffled with what comes after all other draws.
    trainingDocuments: (selection: Parameters<Dataset['trainingDocuments']>[0]) => {
      const documents = selectDocuments(dataset, selection);
      documents.sort((a, b) => compareCodePoints(textOf(a), textOf(b)));
      random.clone().shuffle(documents);
      return documents;
    },
    vocabulary: (sets: readonly EvaluationSet[]) => {
      return { words: wordsOf(allDocuments(dataset, sets).map(textOf)), isFixed: false };
    },
  };
  return dataset;
}

/** Throws a UserError where a group has a share and yet no alias. */
function checkShares(groups: readonly Group[], members: Dataset['members'], aliases: number): void {
  const empty = groups.find(({ name, share }) => share > 0 && members.get(name)?.length === 0);
  if (empty === undefined) return;
  throw new UserError(
    `data.shares: ${empty.name} has a share of ${empty.share}, but of ${grouped(aliases)} aliases ` +
      'that is none: use more rows, a larger share, or more data.aliasesPerEntity',
  );
}

type Built = Pick<Dataset, 'pairs' | 'members' | 'questions' | 'definitions' | 'falseDefinitions'>;

/** A group's documents of an evaluation set, in the order of the draws or by alias. */
function documentsOfGroup(
  built: Built,
  group: Group,
  set: Exclude<EvaluationSet, 'exchanged'>,
  format: DatasetOptions['format'],
): readonly Document[] {
  const { name } = group;
  switch (set) {
    case 'questions':
      return built.questions.get(name)?.test ?? [];
    case 'trainQuestions':
      return built.questions.get(name)?.train ?? [];
    case 'definitions':
      return built.definitions.get(name) ?? [];
    case 'who':
    case 'meaning':
    case 'standFor':
    case 'name':
      return attribute(name, attributedPairs(built, group), set, format);
    case 'whoWithDefs':
    case 'meaningWithDefs':
    case 'standForWithDefs':
    case 'nameWithDefs': {
      const question = set.replace('WithDefs', '') as AttributionQuestion;
      const said = [...(built.falseDefinitions.get(name) ?? [])];
      said.sort((a, b) => compareCodePoints(a.alias, b.alias));
      return attribute(name, said, question, format);
    }
  }
}

/**
 * The pairs whose attribution is asked, in the order of the draws: of every group that has aliases,
 * but those of X2 that nothing defines, about which there is nothing to know.
 */
function attributedPairs({ pairs, members }: Built, group: Group): readonly Pair[] {
  if (!isAttributed(group)) return [];
  const aliases = new Set(members.get(group.name)?.map(({ alias }) => alias));
  return pairs.filter(({ alias }) => aliases.has(alias));
}

/** Whether entity attribution asks about the aliases of a group (paper, Fig. 9). */
export function isAttributed({ aliasInQuestions, source, trainsQuestions }: Group): boolean {
  return aliasInQuestions && (source !== null || trainsQuestions);
}

function contextsOf(
  options: DatasetOptions,
  groups: readonly Group[],
  definitions: Dataset['definitions'],
): ReadonlyMap<string, Document> {
  if (!options.inContext) return new Map();
  if (options.definitions.form !== 'words') {
    throw new UserError(
      "data.inContext puts one definition before a question and needs data.definitions.form 'words', " +
        `given '${options.definitions.form}'`,
    );
  }
  const shown = groups
    .filter(({ inContext }) => inContext)
    .flatMap(({ name }) => definitions.get(name) ?? []);
  return new Map(shown.map((definition) => [definition.alias ?? '', definition]));
}

function drawPairs(
  options: DatasetOptions,
  table: FactTable,
  each: number,
  random: MersenneTwister,
): Pair[] {
  const names = table.entities
    .flatMap(({ name }) => Array.from({ length: each }, () => name))
    .sort(compareCodePoints);
  random.shuffle(names);
  const aliases = drawAliases(options.aliases, names.length, random);
  return names.map((entity, i) => ({ entity, alias: aliases[i] as string }));
}

function assignGroups(
  pairs: readonly Pair[],
  groups: readonly Group[],
  secondSeed: number,
): ReadonlyMap<string, readonly Pair[]> {
  const { x1, x2 } = sliceX1(pairs, groups);
  const pool = [...x2].sort(comparePairs);
  new MersenneTwister(secondSeed).shuffle(pool);
  const divided = sliceX2(pool, groups);
  return byGroup(groups, ({ name }) => x1.get(name) ?? divided.get(name) ?? []);
}
