import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type EvaluationSet, evaluationSet, evaluationSets } from '../data/evaluation-sets.js';
import { imageKind, textKind } from '../data/kinds.js';
import { UserError } from '../errors/user-error.js';
import { exactMatch } from '../evaluation/exact-match.js';
import type { Experiment } from '../experiment/experiment.js';
import { isImageExperiment } from '../experiment/image-experiment.js';
import { readJson, writeJson } from '../files/json-file.js';
import { jsonMap } from '../files/json-map.js';
import { normaliseAnswer } from '../text/normalise.js';
import { gridQuestionRows, type QuestionRow, questionRows } from './question-rows.js';
import { datasetOf } from './seed-data.js';
import { testsOf } from './stage-tests.js';

/** The file among a stage's tests that has their chance level. */
export const baselineFile = 'baseline.json';

const baselineSchema = z.object({
  exactMatch: z
    .partialRecord(evaluationSet, jsonMap(z.number().min(0).max(1)))
    .describe('The chance level by evaluation set and group.'),
});

/** Exact match that takes no knowledge of an alias, by evaluation set and then by group. */
export type Chance = ReadonlyMap<EvaluationSet, ReadonlyMap<string, number>>;

type Asked = Pick<QuestionRow, 'set' | 'subset' | 'attribute' | 'reference'>;

/**
 * The chance level of questions: the exact match of always giving the commonest answer to what is
 * asked, the commonest reference of that attribute among all questions of the set.
 */
export function chanceOf(questions: readonly Asked[]): Chance {
  const counts = new Map<string, Map<string, number>>();
  const attribute = ({ set, attribute }: Asked): string => JSON.stringify([set, attribute]);
  for (const asked of questions) {
    const answers = counts.get(attribute(asked)) ?? new Map<string, number>();
    counts.set(attribute(asked), answers);
    const answer = normaliseAnswer(asked.reference);
    answers.set(answer, (answers.get(answer) ?? 0) + 1);
  }
  const commonest = new Map(
    [...counts].map(([key, answers]) => {
      const [[answer] = ['']] = [...answers].sort(([, a], [, b]) => b - a);
      return [key, answer];
    }),
  );
  const scores = questions.map((asked) => ({
    ...asked,
    value: exactMatch(commonest.get(attribute(asked)) ?? '', asked.reference),
  }));
  return meansOf(scores);
}

/** The mean of chance levels, such as those of several seeds, set by set and group by group. */
export function meanChance(levels: readonly Chance[]): Chance {
  return meansOf(
    levels.flatMap((chance) =>
      [...chance].flatMap(([set, ofSet]) =>
        [...ofSet].map(([subset, value]) => ({ set, subset, value })),
      ),
    ),
  );
}

/** Writes the chance level of what tests ask into their folder; nothing where they ask nothing. */
export function writeBaseline(folder: string, questions: readonly Asked[]): void {
  if (questions.length === 0) return;
  const levels = [...chanceOf(questions)].map(([set, ofSet]) => [set, Object.fromEntries(ofSet)]);
  writeJson(join(folder, baselineFile), { exactMatch: Object.fromEntries(levels) });
}

/** The chance level in a folder of tests, or null where it has none. */
export function readBaseline(folder: string): Chance | null {
  const file = join(folder, baselineFile);
  if (!existsSync(file)) return null;
  const { exactMatch: levels } = readJson(file, baselineSchema);
  return new Map(
    evaluationSets.flatMap((set) => {
      const ofSet = levels[set];
      return ofSet === undefined ? [] : [[set, ofSet] as const];
    }),
  );
}

/**
 * The chance level of what the last stage's tests ask of a seed, computed from the data, for results
 * that have none beside them; null where the data are not there.
 */
export function computedChance(experiment: Experiment, seed: number): Chance | null {
  const stage = experiment.stages.at(-1);
  if (stage === undefined) return null;
  try {
    return chanceOf(askedOf(experiment, seed, testsOf(experiment, stage)));
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

function askedOf(
  experiment: Experiment,
  seed: number,
  tests: ReturnType<typeof testsOf>,
): QuestionRow[] {
  const { data } = experiment;
  if (isImageExperiment(experiment))
    return gridQuestionRows(imageKind(data).grids(data, seed), tests);
  const dataset = datasetOf(experiment, textKind(data).facts(data, seed), seed, null);
  const sets = new Map(
    experiment.evaluate.sets.map((set) => [set, dataset.testDocuments(set)] as const),
  );
  return questionRows(dataset, sets, tests);
}

interface Scored {
  readonly set: EvaluationSet;
  readonly subset: string;
  readonly value: number;
}

function meansOf(scores: readonly Scored[]): Chance {
  const sums = new Map<EvaluationSet, Map<string, { sum: number; count: number }>>();
  for (const { set, subset, value } of scores) {
    const ofSet = sums.get(set) ?? new Map<string, { sum: number; count: number }>();
    sums.set(set, ofSet);
    const { sum, count } = ofSet.get(subset) ?? { sum: 0, count: 0 };
    ofSet.set(subset, { sum: sum + value, count: count + 1 });
  }
  return new Map(
    [...sums].map(([set, ofSet]) => [
      set,
      new Map([...ofSet].map(([subset, { sum, count }]) => [subset, sum / count])),
    ]),
  );
}
