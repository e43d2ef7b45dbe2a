/** The tables that there are. */
export const tableNames = ['metrics', 'answers', 'losses'] as const;

/** Name of a table. */
export type TableName = (typeof tableNames)[number];

/** One value of a table; whole numbers are numbers. */
export type Cell = string | number | boolean | null;

/** A column: its name, what it holds, and how it is read from what a row is made of. */
export interface Column<Row> {
  readonly name: string;
  readonly type: 'string' | 'int' | 'double' | 'boolean';
  /** Whether a row may have nothing there; default: no. */
  readonly isOptional?: boolean;
  readonly of: (row: Row) => Cell;
}

/** A table whose rows are read one by one, so that it may be larger than memory. */
export interface Table<Row> {
  readonly columns: readonly Column<Row>[];
  readonly rows: Iterable<Row>;
}

/** Calls `count` with the number of rows so far, each time one is taken. */
export function* counting<Row>(
  rows: Iterable<Row>,
  count: (taken: number) => void,
): Generator<Row> {
  let taken = 0;
  for (const row of rows) {
    count(++taken);
    yield row;
  }
}

/** Rows in lists of at most `size`. */
export function* inChunks<Row>(rows: Iterable<Row>, size: number): Generator<Row[]> {
  let chunk: Row[] = [];
  for (const row of rows) {
    chunk.push(row);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
