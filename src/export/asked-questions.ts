import { imageKind } from '../data/kinds.js';
import { UserError } from '../errors/user-error.js';
import type { Experiment } from '../experiment/experiment.js';
import { isImageExperiment } from '../experiment/image-experiment.js';
import type { StageRun } from '../runs/folder.js';
import {
  gridQuestionRows,
  type QuestionRow,
  questionRow,
  questionRows,
} from '../runs/question-rows.js';
import { dataOf } from '../runs/seed-data.js';
import { rowsFile } from '../runs/stage-files.js';
import { type FinishedTests, readRows } from '../runs/stage-record.js';

/** What the answers of a stage are joined with: rows of a set and group in the order of answers. */
export type AskedQuestions = ReadonlyMap<string, readonly QuestionRow[]>;

/** The key of a set's questions about a group. */
export const askedKey = (set: string, subset: string): string => `${set}\n${subset}`;

/**
 * What a stage's tests asked: as they wrote it down or, where they are of a version that did not,
 * from the data. A string says why there is neither.
 */
export function askedQuestions(
  experiment: Experiment,
  run: StageRun,
  tests: FinishedTests,
): AskedQuestions | string {
  try {
    const rows = tests.done.files.has(rowsFile('questions'))
      ? readRows(run, [tests], 'questions', questionRow)
      : fromData(experiment, run);
    return grouped(rows);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

function fromData(experiment: Experiment, { seed, secondSeed, tests }: StageRun): QuestionRow[] {
  const { data } = experiment;
  if (isImageExperiment(experiment))
    return gridQuestionRows(imageKind(data).grids(data, seed), tests);
  const { dataset } = dataOf(experiment, seed, secondSeed);
  const sets = new Map(experiment.evaluate.sets.map((set) => [set, dataset.testDocuments(set)]));
  return questionRows(dataset, sets, tests);
}

function grouped(rows: readonly QuestionRow[]): AskedQuestions {
  const found = new Map<string, QuestionRow[]>();
  for (const row of rows) {
    const key = askedKey(row.set, row.subset);
    const own = found.get(key);
    if (own === undefined) found.set(key, [row]);
    else own.push(row);
  }
  return found;
}
