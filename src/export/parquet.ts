import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import { type Cell, type Column, inChunks, type Table } from './table.js';

/** Rows of a row group, which is held in memory while it is written. */
const groupSize = 50_000;

const physicalTypes = {
  string: 'BYTE_ARRAY',
  int: 'INT64',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
} as const;

/** What pandas calls columns that may have nothing somewhere, else it makes them floats or objects. */
const pandasTypes = { int: 'Int64', boolean: 'boolean' } as const;

/**
 * A table as a Parquet file, row group by row group. Whole numbers are 64 bits; what pandas is told
 * besides makes columns of whole numbers and of truth values keep their kind where some are null.
 */
export function* parquetPieces<Row>({ columns, rows }: Table<Row>): Generator<Uint8Array> {
  const bytes = new ByteWriter(1 << 20);
  const file = new ParquetWriter({
    writer: bytes,
    schema: [{ name: 'schema', num_children: columns.length }, ...columns.map(schemaOf)],
    kvMetadata: [{ key: 'pandas', value: JSON.stringify(pandasMetadata(columns)) }],
    createdBy: 'credence',
  });
  const written = (): Uint8Array => {
    const piece = bytes.getBytes().slice();
    bytes.index = 0;
    return piece;
  };
  for (const chunk of inChunks(rows, groupSize)) {
    const columnData = columns.map(({ name, type, of }) => {
      return { name, data: chunk.map((row) => stored(of(row), type)) };
    });
    file.write({ columnData, rowGroupSize: chunk.length });
    yield written();
  }
  file.finish();
  yield written();
}

function stored(cell: Cell, type: Column<never>['type']): Cell | bigint {
  return type === 'int' && typeof cell === 'number' ? BigInt(cell) : cell;
}

function schemaOf({ name, type, isOptional = false }: Column<never>): SchemaElement {
  return {
    name,
    type: physicalTypes[type],
    repetition_type: isOptional ? 'OPTIONAL' : 'REQUIRED',
    ...(type === 'string' ? { converted_type: 'UTF8' as const } : {}),
  };
}

function pandasMetadata(columns: readonly Column<never>[]) {
  const named = columns.flatMap(({ name, type, isOptional = false }) =>
    isOptional && (type === 'int' || type === 'boolean')
      ? [
          {
            name,
            field_name: name,
            pandas_type: type === 'int' ? 'int64' : 'bool',
            numpy_type: pandasTypes[type],
            metadata: null,
          },
        ]
      : [],
  );
  return {
    index_columns: [],
    column_indexes: [],
    columns: named,
    creator: { library: 'credence' },
  };
}
