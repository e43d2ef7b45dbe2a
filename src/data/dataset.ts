import { UserError } from '../errors/user-error.js';
import { MersenneTwister } from '../random/mersenne-twister.js';
import { compareCodePoints } from '../text/code-points.js';
import { drawAliases } from './aliases.js';
import type { DatasetOptions } from './dataset-options.js';
import { buildDefinitions } from './definitions.js';
import { deriveFalsePairs } from './derangement.js';
import { type Document, type DocumentFormat, textOf } from './documents.js';
import { documentsOf } from './evaluation-documents.js';
import type { EvaluationSet } from './evaluation-sets.js';
import { checkFactTable, type FactTable } from './fact-table.js';
import { comparePairs, type Pair } from './pairs.js';
import { buildFacts, buildQuestions, exchangeAliases, type QuestionSplit } from './questions.js';
import { sliceX1, sliceX2 } from './shares.js';
import { bySubset, type Subset, subsetNames, subsets } from './subsets.js';
import { drawFreshTags, drawTags, type Tags } from './tags.js';

/** Everything that the stages of one pair of seeds train and test on. */
export interface Dataset {
  readonly tags: Tags;
  readonly format: DocumentFormat;
  /** Every alias and its entity, in drawing order. */
  readonly pairs: readonly Pair[];
  /** The pairs of each subset of Table 1. */
  readonly members: ReadonlyMap<Subset, readonly Pair[]>;
  /** Every fact of every entity, by its own name. */
  readonly facts: readonly Document[];
  readonly questions: ReadonlyMap<Subset, QuestionSplit>;
  /** D6's test questions with aliases exchanged. */
  readonly exchanged: readonly Document[];
  /** Whether it can be asked which entity an alias stands for. */
  readonly asksAttribution: boolean;
  /** Sorted by alias; those of set inclusion in the order of the members. */
  readonly definitions: ReadonlyMap<Subset, readonly Document[]>;
  /**
   * A subset's definitions as tag 1 or tag 2 would give them, whichever its own is: the same
   * aliases and entities, sorted by alias; none of a subset that has none.
   */
  definedBy(subset: Subset, tag: 1 | 2): readonly Document[];
  /** What the inconsistent definitions say: an entity with an alias of another. */
  readonly falseDefinitions: ReadonlyMap<Subset, readonly Pair[]>;
  /**
   * Where the generator stands after the last draw; training documents are shuffled with a copy of
   * it. Null: they keep their order.
   */
  readonly random: MersenneTwister | null;
  /** Words by id, the first of which ends and fills texts; null where the data fix none. */
  readonly vocabulary: readonly string[] | null;
  /** Of larger evaluation sets so many documents are taken, drawn with the seed; null: all. */
  readonly testSample: { readonly most: number; readonly seed: number } | null;
}

/** What draws a data set. */
export interface DatasetSeeds {
  /** Everything but what the others draw. */
  readonly first: number;
  /** How X2 is divided among its subsets. */
  readonly second: number;
  /** Which of many test documents are asked: the seed that the tested stage trains with. */
  readonly test: number;
}

/** Which documents a stage trains on. */
export interface Selection {
  readonly facts: boolean;
  readonly questions: readonly Subset[];
  readonly definitions: readonly Subset[];
}

/**
 * Builds the data set of a fact table. The first seed draws aliases, tags, X1, the false
 * definitions and the split of the questions; the second one only divides X2 among its subsets.
 * With one alias per entity and the paper's formats it is byte for byte the authors' data set.
 */
export function buildDataset(
  options: DatasetOptions,
  table: FactTable,
  seeds: Pick<DatasetSeeds, 'first' | 'second'>,
): Dataset {
  checkFactTable(table);
  const random = new MersenneTwister(seeds.first);
  const pairs = drawPairs(options, table, random);
  const members = assignSubsets(pairs, options, seeds.second);
  const tags = drawTags(options.tags, random);
  const falseDefinitions: ReadonlyMap<Subset, readonly Pair[]> = new Map(
    (['D2incons', 'D9incons'] as const).map((subset) => {
      return [subset, deriveFalsePairs(members.get(subset) ?? [], random)];
    }),
  );
  const fresh = members.get('D4cons') ?? [];
  const drawn = drawFreshTags(options.tags, fresh.length, random);
  const freshTags = new Map(fresh.map(({ alias }, i) => [alias, drawn[i] as string]));
  const inDefinitions = { ...options, tags, freshTags, seed: seeds.first };
  const saidOf = (name: Subset): Pair[] => {
    const said = falseDefinitions.get(name) ?? members.get(name) ?? [];
    return [...said].sort((a, b) => compareCodePoints(a.alias, b.alias));
  };
  const definitions = bySubset((name) => buildDefinitions(name, saidOf(name), inDefinitions));
  const writing = { ...options, seed: seeds.first, contexts: contextsOf(options, definitions) };
  return {
    tags,
    format: options.format,
    pairs,
    members,
    facts: buildFacts(table, options.format),
    questions: bySubset((name) => buildQuestions(name, members.get(name) ?? [], table, writing)),
    asksAttribution: true,
    exchanged: exchangeAliases('D6cons', members.get('D6cons') ?? [], table, writing),
    definitions,
    definedBy: (name, tag) => buildDefinitions(name, saidOf(name), inDefinitions, tag),
    falseDefinitions,
    random,
    vocabulary: null,
    testSample: null,
  };
}

/**
 * The documents that a stage trains on, for the same selection in the release's own order: sorted
 * by text and shuffled, or, of set inclusion, facts, questions and definitions, each subset by
 * subset. Training on questions that only test (X2), or on definitions that Table 1 does not have,
 * is a UserError.
 */
export function trainingDocuments(dataset: Dataset, selection: Selection): Document[] {
  checkSelection(selection);
  const { facts, questions, definitions, random } = dataset;
  const selected = (names: readonly Subset[]) => subsetNames.filter((name) => names.includes(name));
  const documents = [
    ...(selection.facts ? facts : []),
    ...selected(selection.questions).flatMap((name) => questions.get(name)?.train ?? []),
    ...selected(selection.definitions).flatMap((name) => definitions.get(name) ?? []),
  ];
  if (random === null) return documents;
  documents.sort((a, b) => compareCodePoints(textOf(a), textOf(b)));
  random.clone().shuffle(documents);
  return documents;
}

/**
 * Every document of the data set, for training and for testing, as a vocabulary wants to see them;
 * and those of the given evaluation sets, which may have words of their own.
 */
export function allDocuments(dataset: Dataset, sets: readonly EvaluationSet[] = []): Document[] {
  return [
    ...dataset.facts,
    ...[...dataset.questions.values()].flatMap(({ train, test }) => [...train, ...test]),
    ...[...dataset.definitions.values()].flat(),
    ...sets.flatMap((set) => [...documentsOf(dataset, set).values()].flat()),
  ];
}

/** The subsets whose questions stand behind definitions, where definitions are in context. */
const inContext = ['D1cons', 'D2incons', 'D5cons', 'D6cons', 'D8cons'] as const;

function contextsOf(
  options: DatasetOptions,
  definitions: ReadonlyMap<Subset, readonly Document[]>,
): ReadonlyMap<string, Document> {
  if (!options.inContext) return new Map();
  if (options.definitions.form !== 'words') {
    throw new UserError(
      "data.inContext puts one definition before a question and needs data.definitions.form 'words', " +
        `given '${options.definitions.form}'`,
    );
  }
  const shown = inContext.flatMap((name) => definitions.get(name) ?? []);
  return new Map(shown.map((definition) => [definition.alias ?? '', definition]));
}

function drawPairs(options: DatasetOptions, table: FactTable, random: MersenneTwister): Pair[] {
  const names = table.entities
    .flatMap(({ name }) => Array.from({ length: options.aliasesPerEntity }, () => name))
    .sort(compareCodePoints);
  random.shuffle(names);
  const aliases = drawAliases(options.aliases, names.length, random);
  return names.map((entity, i) => ({ entity, alias: aliases[i] as string }));
}

function assignSubsets(
  pairs: readonly Pair[],
  { shares }: DatasetOptions,
  secondSeed: number,
): ReadonlyMap<Subset, readonly Pair[]> {
  const { x1, x2 } = sliceX1(pairs, shares);
  const pool = [...x2].sort(comparePairs);
  new MersenneTwister(secondSeed).shuffle(pool);
  const divided = sliceX2(pool, shares);
  return bySubset((name) => x1.get(name) ?? divided.get(name) ?? []);
}

function checkSelection(selection: Selection): void {
  const untrained = selection.questions.find((name) => !subsets[name].trainsQuestions);
  if (untrained) {
    throw new UserError(`the questions about ${untrained} only test: they cannot be trained on`);
  }
  const undefinedSubset = selection.definitions.find((name) => !subsets[name].defined);
  if (undefinedSubset) {
    throw new UserError(`${undefinedSubset} has no definitions to train on`);
  }
}
