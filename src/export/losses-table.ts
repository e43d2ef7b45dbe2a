import { join } from 'node:path';
import { z } from 'zod';
import { eachJsonLine } from '../files/json-lines.js';
import { verifyFile } from '../runs/done-file.js';
import { runFiles } from '../runs/folder.js';
import { type ExportedExperiment, exportedRuns } from './exported-runs.js';
import { madeColumns, type OfRun, originColumns } from './run-columns.js';
import type { Column, Table } from './table.js';

const stepRow = z.object({ step: z.int(), epoch: z.number(), loss: z.number() });

interface LossRow extends OfRun {
  readonly row: z.output<typeof stepRow>;
}

const stepped: readonly Column<LossRow>[] = [
  { name: 'step', type: 'int', of: ({ row }) => row.step },
  { name: 'epoch', type: 'double', of: ({ row }) => row.epoch },
  { name: 'loss', type: 'double', of: ({ row }) => row.loss },
];

/** The loss of every step of training. */
export function lossesTable(experiments: readonly ExportedExperiment[]): Table<LossRow> {
  return {
    columns: [...originColumns(experiments), ...stepped, ...madeColumns('training')],
    rows: lossRows(experiments),
  };
}

function* lossRows(experiments: readonly ExportedExperiment[]): Generator<LossRow> {
  for (const exported of exportedRuns(experiments)) {
    verifyFile(exported.run, runFiles.losses);
    for (const row of eachJsonLine(join(exported.run.folder, runFiles.losses), stepRow))
      yield { run: exported, row };
  }
}
