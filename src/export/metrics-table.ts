import type { Measurement } from '../evaluation/measurement.js';
import { measurementSchema } from '../runs/experiment-record.js';
import { readRowsByTests } from '../runs/stage-record.js';
import { isWanted } from '../runs/stage-tests.js';
import { type ExportedExperiment, exportedStages, madeIn } from './exported-runs.js';
import { madeColumns, type OfRun, originColumns } from './run-columns.js';
import type { Column, Table } from './table.js';

interface MetricRow extends OfRun {
  readonly row: Measurement;
}

const measured: readonly Column<MetricRow>[] = [
  { name: 'epoch', type: 'int', of: ({ row }) => row.epoch },
  { name: 'set', type: 'string', of: ({ row }) => row.set },
  { name: 'group', type: 'string', of: ({ row }) => row.subset },
  {
    name: 'source',
    type: 'string',
    isOptional: true,
    of: ({ run, row }) => run.of.sources.get(row.subset) ?? null,
  },
  { name: 'metric', type: 'string', of: ({ row }) => row.metric },
  { name: 'value', type: 'double', of: ({ row }) => row.value },
  { name: 'questions', type: 'int', of: ({ row }) => row.questions },
];

/** Every score that the experiments ask for, at every epoch that was tested. */
export function metricsTable(experiments: readonly ExportedExperiment[]): Table<MetricRow> {
  return {
    columns: [...originColumns(experiments), ...measured, ...madeColumns],
    rows: metricRows(experiments),
  };
}

function* metricRows(experiments: readonly ExportedExperiment[]): Generator<MetricRow> {
  for (const stage of exportedStages(experiments)) {
    const { run, tests } = stage;
    for (const made of readRowsByTests(run, tests, 'metrics', measurementSchema)) {
      const exported = madeIn(stage, made.tests.folder);
      for (const row of made.rows) if (isWanted(run.tests, row)) yield { run: exported, row };
    }
  }
}
