import type { Measurement } from '../evaluation/measurement.js';
import { measurementSchema } from '../runs/experiment-record.js';
import { readRows } from '../runs/stage-record.js';
import { isWanted } from '../runs/stage-tests.js';
import { type ExportedExperiment, exportedRuns } from './exported-runs.js';
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
    columns: [...originColumns(experiments), ...measured, ...madeColumns('tests')],
    rows: metricRows(experiments),
  };
}

function* metricRows(experiments: readonly ExportedExperiment[]): Generator<MetricRow> {
  for (const exported of exportedRuns(experiments)) {
    const { run, tests } = exported;
    for (const row of readRows(run, tests, 'metrics', measurementSchema))
      if (isWanted(run.tests, row)) yield { run: exported, row };
  }
}
