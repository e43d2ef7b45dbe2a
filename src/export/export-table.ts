import { UserError } from '../errors/user-error.js';
import { writeWhole } from '../files/write-whole.js';
import { quoted } from '../text/printable.js';
import { answersTable } from './answers-table.js';
import type { ExportedExperiment } from './exported-runs.js';
import { lossesTable } from './losses-table.js';
import { metricsTable } from './metrics-table.js';
import { parquetPieces } from './parquet.js';
import { counting, type Table, type TableName } from './table.js';
import { csvPieces, jsonLinesPieces } from './text-formats.js';

/** How a table is written, by the end of its file's name. */
const formats = { parquet: parquetPieces, csv: csvPieces, jsonl: jsonLinesPieces } as const;

/** How a table is written. */
export type TableFormat = keyof typeof formats;

/** The format that a file's name ends in. Throws a UserError that lists the three. */
export function formatOf(path: string): TableFormat {
  const [, end] = /\.([a-z]+)$/.exec(path) ?? [];
  const found = (Object.keys(formats) as TableFormat[]).find((one) => one === end);
  if (found !== undefined) return found;
  throw new UserError(
    `--to ${quoted(path)}: expected a name that ends in .parquet, .csv or .jsonl`,
  );
}

/** A table to be written. */
export interface TableExport {
  readonly experiments: readonly ExportedExperiment[];
  readonly table: TableName;
  readonly format: TableFormat;
  /** Is told a line about what a person should know of the rows. */
  readonly note: (line: string) => void;
}

/** Writes a table to a file, whole or not at all: how many rows it has. */
export function writeTable(path: string, exported: TableExport): number {
  let rows = 0;
  const pieces = tablePieces(exported, (taken) => {
    rows = taken;
  });
  writeWhole(path, pieces);
  return rows;
}

/** A table as bytes, one piece after the other. */
export function tablePieces(
  { experiments, table, format, note }: TableExport,
  count: (rows: number) => void = () => {},
): Iterable<Uint8Array> {
  const pieces = <Row>({ columns, rows }: Table<Row>): Iterable<Uint8Array> =>
    formats[format]({ columns, rows: counting(rows, count) });
  switch (table) {
    case 'metrics':
      return pieces(metricsTable(experiments));
    case 'answers':
      return pieces(answersTable(experiments, note));
    case 'losses':
      return pieces(lossesTable(experiments));
  }
}
