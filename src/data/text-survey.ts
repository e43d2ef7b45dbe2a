import type { DatasetSeeds } from './dataset.js';
import type { Design } from './design-options.js';
import type { EvaluationSet } from './evaluation-sets.js';
import { factTableText } from './fact-table.js';
import type { Group } from './groups.js';
import type { DataSurvey, DocumentCounts, TextKind } from './kind.js';

/** The data of a seed, built and counted. */
export function surveyTexts<Options extends Design>(
  kind: TextKind<Options>,
  options: Options,
  seeds: DatasetSeeds,
): DataSurvey {
  const table = kind.facts(options, seeds.first);
  const dataset = kind.dataset(options, table, seeds);
  const tested = [...dataset.questions.values()].map(({ test }) => test.length);
  return {
    text: factTableText(table),
    counts: {
      entities: table.entities.length,
      rowsLeftOut: table.dropped,
      rowsWithBrokenBytes: table.brokenRows ?? 0,
      warnings: table.warnings ?? [],
    },
    defined: 'aliases',
    aliases: dataset.pairs.length,
    testQuestions: sumOf(tested),
    dataset,
    trainingDocuments: (selection) => dataset.trainingDocuments(selection).length,
  };
}

/** Documents by group: about how many there are of each kind. */
interface GroupCounts {
  /** Facts about the entities under their own names. */
  readonly facts: number;
  trained(group: Group): number;
  defined(group: Group): number;
  asked(set: EvaluationSet, group: Group): number;
}

/** The counts of a data set from those of its groups. */
export function countDocuments(
  groups: readonly Group[],
  { facts, trained, defined, asked }: GroupCounts,
): DocumentCounts {
  const named = (names: readonly string[] | null) =>
    names === null ? groups : groups.filter(({ name }) => names.includes(name));
  return {
    trainingDocuments: (selection) =>
      (selection.facts ? facts : 0) +
      sumOf(named(selection.questions).map(trained)) +
      sumOf(named(selection.definitions).map(defined)),
    testDocuments: (set, names) => sumOf(named(names).map((group) => asked(set, group))),
  };
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
