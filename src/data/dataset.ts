import { UserError } from '../errors/user-error.js';
import type { Document } from './documents.js';
import type { EvaluationSet } from './evaluation-sets.js';
import type { Group } from './groups.js';
import type { Pair } from './pairs.js';
import type { QuestionSplit } from './questions.js';
import type { Tags } from './tags.js';

/** Everything that the stages of one pair of seeds train and test on, in texts. */
export interface Dataset {
  /** In the order of tables and figures; those without a share have no pairs. */
  readonly groups: readonly Group[];
  readonly tags: Tags;
  /** Every alias and its entity, in drawing order. */
  readonly pairs: readonly Pair[];
  /** The pairs of each group. */
  readonly members: ReadonlyMap<string, readonly Pair[]>;
  /** Every fact of every entity, by its own name. */
  readonly facts: readonly Document[];
  readonly questions: ReadonlyMap<string, QuestionSplit>;
  /** Of each group as its own source gives them. */
  readonly definitions: ReadonlyMap<string, readonly Document[]>;
  /** What the inconsistent definitions say: an entity with an alias of another. */
  readonly falseDefinitions: ReadonlyMap<string, readonly Pair[]>;
  /**
   * A group's definitions as the source of tag 1, 2, ... would give them, whichever its own is: the
   * same aliases and entities, sorted by alias; none of a group that no source defines.
   */
  definedBy(group: string, tag: number): readonly Document[];
  /** Documents that a stage trains on, in the order in which epochs are shuffled from. */
  trainingDocuments(selection: Selection): Document[];
  /** The documents of an evaluation set by group; groups without any are left out. */
  testDocuments(set: EvaluationSet): ReadonlyMap<string, readonly Document[]>;
  /** The words of the data set with those of some evaluation sets, a token each. */
  vocabulary(sets: readonly EvaluationSet[]): DataVocabulary;
}

/** Words of a data set, for a model that has no tokenizer of its own. */
export interface DataVocabulary {
  readonly words: readonly string[];
  /**
   * Whether the data fix it: its first word ends and fills texts, and `[UNK]` stands for words that it
   * lacks. Otherwise it has every word, and any other is an error.
   */
  readonly isFixed: boolean;
}

/** What draws a data set. */
export interface DatasetSeeds {
  /** Everything but what the others draw. */
  readonly first: number;
  /** How X2 is divided among its groups. */
  readonly second: number;
  /** Which of many test documents are asked: the seed that the tested stage trains with. */
  readonly test: number;
}

/** Which documents a stage trains on. */
export interface Selection {
  readonly facts: boolean;
  /** Groups whose training questions are shown. */
  readonly questions: readonly string[];
  /** Groups whose definitions are shown. */
  readonly definitions: readonly string[];
}

/** What is built for every group, by its name. */
export function byGroup<T>(
  groups: readonly Group[],
  build: (group: Group) => T,
): ReadonlyMap<string, T> {
  return new Map(groups.map((group) => [group.name, build(group)]));
}

/**
 * What a stage trains on, group by group: facts, training questions, definitions. Questions that
 * only test (X2), or definitions that nobody gives, are a UserError.
 */
export function selectDocuments(
  { groups, facts, questions, definitions }: Omit<Dataset, 'trainingDocuments'>,
  selection: Selection,
): Document[] {
  const named = (names: readonly string[]) => groups.filter(({ name }) => names.includes(name));
  const asked = named(selection.questions);
  const defined = named(selection.definitions);
  const untrained = asked.find(({ trainsQuestions }) => !trainsQuestions);
  if (untrained)
    throw new UserError(
      `the questions about ${untrained.name} are for tests only: they cannot be trained on`,
    );
  const undefinedGroup = defined.find(({ source }) => source === null);
  if (undefinedGroup) throw new UserError(`${undefinedGroup.name} has no definitions to train on`);
  return [
    ...(selection.facts ? facts : []),
    ...asked.flatMap(({ name }) => questions.get(name)?.train ?? []),
    ...defined.flatMap(({ name }) => definitions.get(name) ?? []),
  ];
}

/**
 * Every document of the data set, for training and for testing; and those of the given evaluation
 * sets, which may have words of their own.
 */
export function allDocuments(
  dataset: Omit<Dataset, 'vocabulary'>,
  sets: readonly EvaluationSet[] = [],
): Document[] {
  return [
    ...dataset.facts,
    ...[...dataset.questions.values()].flatMap(({ train, test }) => [...train, ...test]),
    ...[...dataset.definitions.values()].flat(),
    ...sets.flatMap((set) => [...dataset.testDocuments(set).values()].flat()),
  ];
}
