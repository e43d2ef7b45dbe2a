import { buildDataset, type Dataset, trainingDocuments } from '../data/dataset.js';
import type { FactTable } from '../data/fact-table.js';
import { loadFactTable } from '../data/load-fact-table.js';
import { layout } from '../runs/folder.js';
import { unfinishedSeeds } from '../runs/status.js';
import type { Experiment } from '../stages/experiment.js';
import type { Stage } from '../stages/stage.js';
import { stepSizes } from '../training/batches.js';
import { factTableLine } from './fact-table-line.js';
import { seedsText } from './report-text.js';
import { tableLines, wrapped } from './table.js';
import { bold } from './terminal.js';

/** The data of one pair of seeds; by default the first of each. */
export function dataOf(
  experiment: Experiment,
  first = experiment.seeds.first[0] ?? 0,
  second = experiment.seeds.second[0] ?? 0,
): { readonly table: FactTable; readonly dataset: Dataset } {
  const table = loadFactTable(experiment.data, first);
  return { table, dataset: buildDataset(experiment.data, table, { first, second }) };
}

function stageRow(stage: Stage, dataset: Dataset): string[] {
  const documents = trainingDocuments(dataset, stage.train).length;
  const steps = stepSizes(documents, stage).length * stage.epochs;
  const rate = `${stage.optimizer.kind}, ${stage.learningRate}`;
  return [stage.name, String(documents), String(stage.epochs), String(steps), rate];
}

/**
 * What `run` would do: documents and steps of every stage, test questions, and which seeds are
 * missing.
 */
export function planLines(experiment: Experiment, runsFolder: string): string[] {
  const { table: facts, dataset } = dataOf(experiment);
  const questions = [...dataset.questions.values()].reduce((sum, { test }) => sum + test.length, 0);
  const unfinished = unfinishedSeeds(experiment, runsFolder);
  const [root] = [...layout(experiment, runsFolder).values()].flat();
  const seeds = experiment.seeds.first.length;
  const header = ['stage', 'documents', 'epochs', 'steps', 'optimizer, learning rate'];
  const rows = experiment.stages.map((stage) => stageRow(stage, dataset));
  const table = tableLines([header, ...rows], ['left', 'right', 'right', 'right', 'left']);
  return [
    bold(experiment.name),
    ...table.map((line) => `  ${line}`),
    ...wrapped(factTableLine(facts), 98).map((line) => `  ${line}`),
    `  ${questions} test questions, ${dataset.pairs.length} aliases`,
    unfinished.length === 0
      ? `  all ${seeds} seeds are finished`
      : `  to train: ${unfinished.length} of ${seeds} seeds (${seedsText(unfinished)})`,
    `  first folder: ${root?.folder}`,
  ];
}
