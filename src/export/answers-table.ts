import { join } from 'node:path';
import { z } from 'zod';
import { evaluationSet } from '../data/evaluation-sets.js';
import { eachJsonLine } from '../files/json-lines.js';
import { verifyFile } from '../runs/done-file.js';
import type { QuestionRow } from '../runs/question-rows.js';
import { rowsFile } from '../runs/stage-files.js';
import { type FinishedTests, inOrderOf } from '../runs/stage-record.js';
import { isTestedAfter } from '../runs/stage-tests.js';
import { type AskedQuestions, askedKey, askedQuestions } from './asked-questions.js';
import {
  type ExportedExperiment,
  type ExportedRun,
  exportedStages,
  madeIn,
} from './exported-runs.js';
import { madeColumns, type OfRun, originColumns } from './run-columns.js';
import type { Column, Table } from './table.js';

/** A row of `answers.jsonl`, of texts or of images. */
const answerRow = z.object({
  epoch: z.int().min(0),
  subset: z.string(),
  set: evaluationSet,
  alias: z.string().nullable().default(null),
  entity: z.string(),
  prompt: z.string(),
  answer: z.string(),
  prediction: z.string(),
  correct: z.boolean(),
  f1: z.number().nullable().default(null),
});

interface AnswerRow extends OfRun {
  readonly row: z.output<typeof answerRow>;
  /** What was asked; null where it is not known. */
  readonly asked: QuestionRow | null;
}

type NamedColumn = Omit<Column<AnswerRow>, 'name'>;

const answered = {
  epoch: { type: 'int', of: ({ row }) => row.epoch },
  set: { type: 'string', of: ({ row }) => row.set },
  group: { type: 'string', of: ({ row }) => row.subset },
  source: {
    type: 'string',
    isOptional: true,
    of: ({ run, row }) => run.of.sources.get(row.subset) ?? null,
  },
  alias: { type: 'string', isOptional: true, of: ({ row, asked }) => asked?.alias ?? row.alias },
  entity: { type: 'string', of: ({ row }) => row.entity },
  attribute: { type: 'string', isOptional: true, of: ({ asked }) => asked?.attribute ?? null },
  tag: { type: 'string', isOptional: true, of: ({ asked }) => asked?.tag ?? null },
  definition: { type: 'boolean', isOptional: true, of: ({ asked }) => asked?.definition ?? null },
  question: { type: 'string', of: ({ row }) => row.prompt },
  reference: { type: 'string', of: ({ row }) => row.answer.trim() },
  answer: { type: 'string', of: ({ row }) => row.prediction },
  right: { type: 'boolean', of: ({ row }) => row.correct },
  f1: { type: 'double', isOptional: true, of: ({ row }) => row.f1 },
} as const satisfies Readonly<Record<string, NamedColumn>>;

/**
 * Every answer that was kept: at the end of a stage, or at every test.
 *
 * @param note is told in a line why attribute, tag and definition are empty, once an experiment
 */
export function answersTable(
  experiments: readonly ExportedExperiment[],
  note: (line: string) => void,
): Table<AnswerRow> {
  const own = Object.entries(answered).map(([name, column]): Column<AnswerRow> => {
    return { name, ...column };
  });
  return {
    columns: [...originColumns(experiments), ...own, ...madeColumns],
    rows: answerRows(experiments, note),
  };
}

function* answerRows(
  experiments: readonly ExportedExperiment[],
  note: (line: string) => void,
): Generator<AnswerRow> {
  const noted = new Set<string>();
  for (const stage of exportedStages(experiments)) {
    const { of, run } = stage;
    const seen = new Set<string>();
    for (const tests of inOrderOf('answers', run.tests, stage.tests)) {
      const { name } = of.experiment;
      const found = askedQuestions(of.experiment, run, tests);
      if (typeof found === 'string' && !noted.has(name))
        note(`${name}: attribute, tag and definition are empty: ${found}`);
      if (typeof found === 'string') noted.add(name);
      const questions = typeof found === 'string' ? new Map() : found;
      yield* answersOf({ run: madeIn(stage, tests.folder), tests, questions, seen });
    }
  }
}

/** The answers of some tests of a stage. */
interface AnswersOf {
  readonly run: ExportedRun;
  readonly tests: FinishedTests;
  readonly questions: AskedQuestions;
  /** Epochs, sets and groups of which earlier tests have the answers; added to. */
  readonly seen: Set<string>;
}

/** The n-th answer to a set and group at a test beside its n-th question. */
function* answersOf({ run, tests, questions, seen }: AnswersOf): Generator<AnswerRow> {
  const wanted = run.run.tests;
  const { sets, subsets } = wanted;
  const counts = new Map<string, number>();
  verifyFile(tests, rowsFile('answers'), tests.done);
  for (const row of eachJsonLine(join(tests.folder, rowsFile('answers')), answerRow)) {
    const { set, subset, epoch, prompt } = row;
    const isWanted = sets.includes(set) && (subsets === null || subsets.includes(subset));
    if (!isWanted || !isTestedAfter(wanted, epoch)) continue;
    const key = askedKey(set, subset);
    const test = `${epoch}\n${key}`;
    if (seen.has(test)) continue;
    const index = counts.get(test) ?? 0;
    counts.set(test, index + 1);
    const asked = questions.get(key)?.[index];
    yield { run, row, asked: asked?.question === prompt ? asked : null };
  }
  for (const test of counts.keys()) seen.add(test);
}
