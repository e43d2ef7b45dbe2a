import { didYouMean } from '../../errors/did-you-mean.js';
import { UserError } from '../../errors/user-error.js';
import { type CsvTable, delimiterHint, parseCsv } from '../../files/csv.js';
import type { CsvRow } from '../../files/csv-rows.js';
import { readBytes } from '../../files/read-file.js';
import { decodeText, replacement } from '../../files/text-encoding.js';
import { parseDecimal } from '../../text/decimal.js';
import { listed } from '../../text/listed.js';
import { quoted } from '../../text/printable.js';
import { spaceRuns, trimmed } from '../../text/python-text.js';
import { answerFaults } from '../answer-faults.js';
import { deriveAnswer } from '../answer-rules.js';
import { droppedText, type Entity, type FactTable } from '../fact-table.js';
import { firstAnswer } from '../questions.js';
import { answerSpread, cellFaults, type UsedColumn } from './cell-faults.js';
import { type CsvOptions, wantedColumns } from './options.js';

/**
 * Reads a fact table from a CSV file, one entity a row. Left out and counted are, in this order:
 * rows that cannot be read (with `malformed: 'drop'`; a UserError with the line otherwise), rows
 * with a missing cell, names with replaced bytes (which could stand for several), repeated names,
 * rows with a rare answer, and all but the most popular. A missing file, broken bytes, a missing
 * column, fewer entities than wanted, or a column in which more than one answer in ten could not be
 * scored (`answerFaults`) is a UserError.
 */
export function readCsvFactTable(options: CsvOptions): FactTable {
  const table = parseCsv(decodeText(readBytes(options.file), options), options);
  checkColumns(table, options);
  const columns = new Map(table.header.map((name, index): [string, number] => [name, index]));
  const dropped: Record<string, number> = { ...table.dropped };
  const drop = (reason: string, rows = 1) => {
    dropped[reason] = (dropped[reason] ?? 0) + rows;
  };

  const read = table.rows.flatMap((row) => readEntity(row, columns, options, drop));
  const distinct = keepFirst(read);
  drop(`repeated ${options.entity}`, read.length - distinct.length);
  const frequent = keepFrequent(distinct, options, drop);

  const ranked = frequent.sort((a, b) => (b.popularity ?? 0) - (a.popularity ?? 0));
  const wanted = options.entities ?? ranked.length;
  if (ranked.length < wanted || ranked.length === 0) {
    const left = droppedText(dropped) || 'no rows were left out';
    throw new UserError(
      `${options.file} gives ${ranked.length} entities, but ${Math.max(1, wanted)} are needed; ` +
        left,
    );
  }
  drop(`not among the first ${wanted}`, ranked.length - wanted);
  const kept = ranked.slice(0, wanted);
  const brokenRows = replaces(options) ? table.rows.filter(isBroken).length : 0;
  const lines = new Set(kept.map(({ line }) => line));
  const used = [...new Set(wantedColumns(options))].map((name): UsedColumn => {
    return { name, index: columns.get(name) ?? 0 };
  });
  const warnings = [
    ...cellFaults(
      table.rows.filter(({ line }) => lines.has(line)),
      used,
    ),
    ...faultsOf(kept, options),
    ...options.attributes.flatMap(({ column }, i) =>
      answerSpread(
        column,
        kept.map(({ facts }) => facts[i]?.answer ?? ''),
      ),
    ),
  ];
  const entities = kept.map(({ line: _, ...entity }) => entity);
  return { entities, dropped: withoutZeros(dropped), brokenRows, warnings };
}

/** An entity and the line on which its row begins. */
interface ReadEntity extends Entity {
  readonly line: number;
}

/** What cannot be scored of the answers, attribute by attribute, and of the names. */
function faultsOf(entities: readonly ReadEntity[], options: CsvOptions): string[] {
  const judge = (column: string, textOf: (entity: Entity) => string) =>
    answerFaults(
      entities.map((entity) => ({ text: textOf(entity), where: `line ${entity.line}` })),
      { what: `${options.file}, column ${column}`, refuse: true },
    );
  return [
    ...judge(options.entity, ({ name }) => name),
    ...options.attributes.flatMap(({ column }, i) =>
      judge(column, ({ facts }) => firstAnswer(facts[i]?.answer ?? '')),
    ),
  ];
}

const replaces = ({ encoding, brokenBytes }: CsvOptions): boolean =>
  encoding === 'utf-8' && brokenBytes === 'replace';

const isBroken = ({ cells }: CsvRow): boolean => cells.some((cell) => cell.includes(replacement));

type Drop = (reason: string, rows?: number) => void;

function checkColumns({ header }: CsvTable, options: CsvOptions): void {
  const known = new Set(header);
  for (const column of wantedColumns(options)) {
    if (known.has(column)) continue;
    throw new UserError(
      `${options.file} has no column "${column}"${didYouMean(column, header)}; ` +
        `its columns are ${listed(header)}; the experiment uses ` +
        `${listed(wantedColumns(options))}${delimiterHint(header, options.delimiter)}`,
    );
  }
}

/** The entity in a row, or nothing where the row is left out. */
function readEntity(
  row: CsvRow,
  columns: ReadonlyMap<string, number>,
  options: CsvOptions,
  drop: Drop,
): ReadEntity[] {
  const cell = (column: string) => trimmed(row.cells[columns.get(column) ?? -1] ?? '');
  const missing = wantedColumns(options).find((column) => cell(column) === '');
  if (missing !== undefined) {
    drop(`missing ${missing}`);
    return [];
  }
  if (replaces(options) && cell(options.entity).includes(replacement)) {
    drop(`${options.entity} with broken bytes`);
    return [];
  }
  const write = (text: string) => (options.joinWords ? text.replaceAll(spaceRuns, '_') : text);
  const unreadable = (column: string, reason: string) => {
    if (options.malformed === 'error') {
      throw new UserError(
        `${options.file}, line ${row.line}, column ${column}: ${reason}; ` +
          "set malformed: 'drop' to leave such rows out",
      );
    }
    drop(`unreadable ${column}`);
    return [];
  };

  const facts = [];
  for (const { column, question, answer: rule } of options.attributes) {
    try {
      const answer = write(deriveAnswer(cell(column), rule));
      facts.push({ question, answer, attribute: column });
    } catch (error) {
      return unreadable(column, (error as Error).message);
    }
    if (firstAnswer(facts.at(-1)?.answer ?? '') === '') {
      const given = quoted(cell(column));
      return unreadable(column, `the first answer of ${given}, before the first ";", is empty`);
    }
  }
  const name = write(cell(options.entity));
  const { line } = row;
  if (!options.popularity) return [{ name, facts, line }];
  const popularity = parseDecimal(cell(options.popularity));
  if (popularity === null) {
    const given = quoted(cell(options.popularity));
    return unreadable(options.popularity, `${given} is not a number`);
  }
  return [{ name, facts, popularity, line }];
}

/** Of the entities with the same name only the first. */
function keepFirst(entities: readonly ReadEntity[]): ReadEntity[] {
  const seen = new Set<string>();
  return entities.filter(({ name }) => {
    const isNew = !seen.has(name);
    seen.add(name);
    return isNew;
  });
}

/**
 * Leaves out who has a rare answer; how frequent an answer is, is counted before any row is left
 * out for it.
 */
function keepFrequent(
  entities: readonly ReadEntity[],
  options: CsvOptions,
  drop: Drop,
): ReadEntity[] {
  const kept = options.attributes.map(({ keepValues }, i) => {
    const counts = new Map<string, number>();
    for (const { facts } of entities) {
      const answer = facts[i]?.answer ?? '';
      counts.set(answer, (counts.get(answer) ?? 0) + 1);
    }
    const ranked = [...counts].sort(([, a], [, b]) => b - a).map(([answer]) => answer);
    return new Set(ranked.slice(0, keepValues));
  });
  return entities.filter(({ facts }) => {
    const rare = facts.findIndex(({ answer }, i) => !kept[i]?.has(answer));
    if (rare >= 0) drop(`rare ${options.attributes[rare]?.column}`);
    return rare < 0;
  });
}

function withoutZeros(dropped: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(dropped).filter(([, rows]) => rows > 0));
}
