import type { DataOptions, TextDataOptions } from '../data/data-options.js';
import type { Selection } from '../data/dataset.js';
import type { EvaluationSet } from '../data/evaluation-sets.js';
import type { SetInclusionOptions } from '../data/set-inclusion/options.js';
import { type Subset, subsets } from '../data/subsets.js';
import { isWithDefs, placeOf } from '../statistics/shown-sets.js';

/** What is expected of facts whose file is not read: T-REx has at least four questions an entity. */
const factsOfTrex = 4;
const factsOfCvdb = 6;

/** Sentences of a definition that is written in words (paper, footnotes 2 and 4). */
const sentencesEach = 10;

/** How many entities data are about; null for all of a table that is not read. */
export function entityCount(data: DataOptions): number | null {
  switch (data.kind) {
    case 'cvdb':
      return data.people;
    case 'world':
    case 'trex':
      return data.entities;
    case 'csv':
      return data.entities ?? null;
    case 'set-inclusion':
      return data.variables;
    case 'mnist':
      return data.pairs;
  }
}

/** How many documents there are of each kind, by options alone; no file is read. */
export interface DocumentCounts {
  /** Documents that a stage trains on. */
  trainingDocuments(selection: Selection): number;
  /** Documents of an evaluation set in some subsets. */
  testDocuments(set: EvaluationSet, names: readonly Subset[]): number;
}

/** The counts that options imply; null where a table's size is not known without reading it. */
export function documentCounts(data: TextDataOptions): DocumentCounts | null {
  if (data.kind === 'set-inclusion') return setInclusionCounts(data);
  const entities = entityCount(data);
  if (entities === null) return null;
  const facts = factsOf(data);
  const pairs = (name: Subset) => (data.shares[name] ?? 0) * entities * data.aliasesPerEntity;
  const trained = (name: Subset) =>
    subsets[name].trainsQuestions ? pairs(name) * facts * (1 - data.testShare) : 0;
  const defined = (name: Subset) =>
    subsets[name].defined
      ? pairs(name) * (data.definitions.form === 'words' ? 1 : sentencesEach)
      : 0;
  const asked = (set: EvaluationSet, name: Subset): number => {
    switch (placeOf(set)) {
      case 'questions':
        return pairs(name) * facts - trained(name);
      case 'exchanged':
        return name === 'D6cons' ? pairs(name) * facts : 0;
      case 'trainQuestions':
        return trained(name);
      case 'definitions':
        return defined(name);
      default:
        if (name === 'QA4' || name === 'QA7') return 0;
        return isWithDefs(set) && subsets[name].consistent !== false ? 0 : pairs(name);
    }
  };
  return {
    trainingDocuments: ({ facts: ofEntities, questions, definitions }) =>
      (ofEntities ? entities * facts : 0) +
      sumOf(questions.map(trained)) +
      sumOf(definitions.map(defined)),
    testDocuments: (set, names) => sumOf(names.map((name) => asked(set, name))),
  };
}

/** A variable is an entity of its own; large evaluation sets are sampled. */
function setInclusionCounts(data: SetInclusionOptions): DocumentCounts {
  const { variables, numbers, plainLists, plainDefinitions, mostTestDocuments } = data;
  const members = (name: Subset) => (data.shares[name] ?? 0) * variables;
  const half = (name: Subset) => (members(name) * data.questionsPerVariable) / 2;
  const trained = (name: Subset) => (subsets[name].trainsQuestions ? half(name) : 0);
  const defined = (name: Subset) => (subsets[name].defined ? members(name) : 0);
  const asked = (set: EvaluationSet, name: Subset): number => {
    if (set === 'questions') return half(name);
    if (set === 'trainQuestions') return trained(name);
    return set === 'definitions' ? defined(name) : 0;
  };
  return {
    trainingDocuments: ({ facts, questions, definitions }) =>
      (facts ? numbers * (plainLists + plainDefinitions) : 0) +
      sumOf(questions.map(trained)) +
      sumOf(definitions.map(defined)),
    testDocuments: (set, names) =>
      sumOf(names.map((name) => Math.min(asked(set, name), mostTestDocuments ?? Infinity))),
  };
}

function factsOf(data: Exclude<TextDataOptions, SetInclusionOptions>): number {
  switch (data.kind) {
    case 'cvdb':
      return factsOfCvdb;
    case 'trex':
      return factsOfTrex;
    default:
      return data.attributes.length;
  }
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
