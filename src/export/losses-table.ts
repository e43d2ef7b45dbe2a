import { join } from 'node:path';
import { z } from 'zod';
import { eachJsonLine } from '../files/json-lines.js';
import { verifyFile } from '../runs/done-file.js';
import { runFiles } from '../runs/stage-files.js';
import { type ExportedExperiment, exportedStages, madeIn } from './exported-runs.js';
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
    columns: [...originColumns(experiments), ...stepped, ...madeColumns],
    rows: lossRows(experiments),
  };
}

function* lossRows(experiments: readonly ExportedExperiment[]): Generator<LossRow> {
  for (const stage of exportedStages(experiments)) {
    const { folder } = stage.run;
    verifyFile(stage.run, runFiles.losses);
    const run = madeIn(stage, folder);
    for (const row of eachJsonLine(join(folder, runFiles.losses), stepRow)) yield { run, row };
  }
}
