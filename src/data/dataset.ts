import { drawAliases } from './aliases.js';
import { compareCodePoints } from './code-points.js';
import type { DatasetOptions } from './dataset-options.js';
import { buildDefinitions } from './definitions.js';
import { deriveFalsePairs } from './derangement.js';
import { type Document, type DocumentFormat, textOf } from './documents.js';
import { documentsOf } from './evaluation-documents.js';
import type { EvaluationSet } from './evaluation-sets.js';
import { checkFactTable, type FactTable } from './fact-table.js';
import { MersenneTwister } from './mersenne-twister.js';
import { comparePairs, type Pair } from './pairs.js';
import { buildFacts, buildQuestions, exchangeAliases, type QuestionSplit } from './questions.js';
import { sliceX1, sliceX2 } from './shares.js';
import { type Subset, subsetNames, subsets } from './subsets.js';
import { drawFreshTags, drawTags, type Tags } from './tags.js';
import { UserError } from './user-error.js';

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
  /** Sorted by alias. */
  readonly definitions: ReadonlyMap<Subset, readonly Document[]>;
  /** What the inconsistent definitions say: an entity with an alias of another. */
  readonly falseDefinitions: ReadonlyMap<Subset, readonly Pair[]>;
  /**
   * Where the generator stands after the last draw; training documents are shuffled with a copy of
   * it.
   */
  readonly random: MersenneTwister;
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
  seeds: { readonly first: number; readonly second: number },
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
  const definitions = bySubset((name) => {
    const said = falseDefinitions.get(name) ?? members.get(name) ?? [];
    const sorted = [...said].sort((a, b) => compareCodePoints(a.alias, b.alias));
    return buildDefinitions(name, sorted, { ...options, tags, freshTags, seed: seeds.first });
  });
  const writing = { ...options, seed: seeds.first, contexts: contextsOf(options, definitions) };
  return {
    tags,
    format: options.format,
    pairs,
    members,
    facts: buildFacts(table, options.format),
    questions: bySubset((name) => buildQuestions(name, members.get(name) ?? [], table, writing)),
    exchanged: exchangeAliases('D6cons', members.get('D6cons') ?? [], table, writing),
    definitions,
    falseDefinitions,
    random,
  };
}

/**
 * The documents that a stage trains on, sorted by text and shuffled: for the same selection the
 * release's own order. Training on questions that only test (X2), or on definitions that Table 1
 * does not have, is a UserError.
 */
export function trainingDocuments(dataset: Dataset, selection: Selection): Document[] {
  checkSelection(selection);
  const documents = [
    ...(selection.facts ? dataset.facts : []),
    ...selection.questions.flatMap((name) => dataset.questions.get(name)?.train ?? []),
    ...selection.definitions.flatMap((name) => dataset.definitions.get(name) ?? []),
  ];
  documents.sort((a, b) => compareCodePoints(textOf(a), textOf(b)));
  dataset.random.clone().shuffle(documents);
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

function bySubset<T>(build: (name: Subset) => T): ReadonlyMap<Subset, T> {
  return new Map(subsetNames.map((name) => [name, build(name)]));
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
