import { UserError } from '../../errors/user-error.js';
import { type ScannedRow, scanCsv } from '../../files/csv-scan.js';
import { withFile } from '../../files/decompressed.js';
import { parseDecimal } from '../../text/decimal.js';
import { listed } from '../../text/listed.js';
import { quoted } from '../../text/printable.js';
import { hasOtherThanWords } from '../../text/python-text.js';
import { isMissing } from '../missing-cells.js';
import { type CvdbColumn, cvdbColumns, cvdbSource } from './options.js';

/** A person of the raw file, with the cells as they stand there. */
export interface CvdbPerson {
  readonly cells: Readonly<Record<CvdbColumn, string>>;
  readonly readers: number;
  readonly line: number;
}

/** Who passes the filters, the most read first, and how many rows were left out, by reason. */
export interface CvdbPeople {
  readonly men: readonly CvdbPerson[];
  readonly women: readonly CvdbPerson[];
  /** How many pass the filters, of whom at most that many are returned. */
  readonly passed: { readonly men: number; readonly women: number };
  readonly dropped: Readonly<Record<string, number>>;
}

/** Missing most often first, so that most rows are settled by one cell. */
const missingOrder = ['death', 'birth', ...cvdbColumns] as const;

/**
 * Reads the raw file of the Cross-Verified Database (ISO-8859-1, 2.2 million rows) and keeps the
 * `most` most read men and women of those who pass the release's filters, in its order: no cell
 * missing; the first of a name; only words in the name, in the occupation, and, but for
 * apostrophes, in the citizenships. A file that is absent, in another encoding or without a column
 * is a UserError.
 */
export function readCvdbPeople(file: string, most: number): CvdbPeople {
  const filter = new RowFilter(file);
  const ranked = { Male: new MostRead(most), Female: new MostRead(most) };
  withFile(file, cvdbSource, (descriptor) => {
    scanCsv(descriptor, file, (row) => {
      const readers = filter.pass(row);
      if (readers === null) return;
      const gender = filter.cell(row, 'gender');
      if (gender === 'Male' || gender === 'Female') {
        ranked[gender].add(readers, row.line, () => filter.cells(row));
      } else filter.drop('gender neither Male nor Female');
    });
  });
  filter.checkEncoding();
  return {
    men: ranked.Male.people(),
    women: ranked.Female.people(),
    passed: { men: ranked.Male.added, women: ranked.Female.added },
    dropped: filter.dropped,
  };
}

/** The release's filters, applied to the rows one by one, the header first. */
class RowFilter {
  readonly dropped: Record<string, number> = {};
  readonly #file: string;
  readonly #names = new Set<string>();
  #indices: Readonly<Partial<Record<CvdbColumn, number>>> = {};
  #columns = 0;
  #hasUtf8 = false;
  #hasOther = false;

  constructor(file: string) {
    this.#file = file;
  }

  drop(reason: string): null {
    this.dropped[reason] = (this.dropped[reason] ?? 0) + 1;
    return null;
  }

  /** How often somebody who passes was read; null for the header and for whom is left out. */
  pass(row: ScannedRow): number | null {
    if (this.#columns === 0) return this.#readHeader(row);
    if (row.cells > this.#columns) {
      throw new UserError(
        `${this.#file}, line ${row.line}: ${row.cells} cells, but the header has ${this.#columns}`,
      );
    }
    for (const column of missingOrder) {
      if (isMissing(this.cell(row, column))) return this.drop(`missing ${column}`);
    }
    const name = this.cell(row, 'name');
    this.#judgeEncoding(name);
    if (this.#names.has(name)) return this.drop('repeated name');
    this.#names.add(name);
    if (hasOtherThanWords(name, 'refused')) return this.drop('name not of words only');
    if (hasOtherThanWords(this.cell(row, 'level3_main_occ'), 'refused')) {
      return this.drop('level3_main_occ not of words only');
    }
    if (hasOtherThanWords(this.cell(row, 'string_citizenship_raw_d'), 'allowed')) {
      return this.drop('string_citizenship_raw_d not of words only');
    }
    return this.#number(this.cell(row, 'wiki_readers_2015_2018'), row.line);
  }

  cell(row: ScannedRow, column: CvdbColumn): string {
    return row.cell(this.#indices[column] ?? row.cells);
  }

  cells(row: ScannedRow): CvdbPerson['cells'] {
    const cells = cvdbColumns.map((column) => [column, this.cell(row, column)]);
    return Object.fromEntries(cells) as CvdbPerson['cells'];
  }

  /** All names that have bytes above 127 being valid UTF-8 is no chance: ISO-8859-1 is not. */
  checkEncoding(): void {
    if (this.#columns === 0) throw new UserError(`${this.#file} is empty: it needs a header line`);
    if (!this.#hasUtf8 || this.#hasOther) return;
    throw new UserError(
      `${this.#file} is UTF-8, but the raw file is ISO-8859-1: ` +
        'convert it (iconv -f UTF-8 -t ISO-8859-1)',
    );
  }

  #readHeader(row: ScannedRow): null {
    const header = Array.from({ length: row.cells }, (_, index) => row.cell(index));
    const mark = /^(\xff\xfe|\xfe\xff|\xef\xbb\xbf)/.exec(header[0] ?? '')?.[1];
    if (mark !== undefined) {
      throw new UserError(
        `${this.#file} is ${mark.length === 2 ? 'UTF-16' : 'UTF-8'}, by the mark that it begins ` +
          'with, and the raw file is ISO-8859-1: convert it (iconv -t ISO-8859-1)',
      );
    }
    if (header.some((column) => controls.test(column))) {
      throw new UserError(
        `${this.#file} is not ISO-8859-1 text: its header has control characters; if it is ` +
          'compressed, its name must end in .gz',
      );
    }
    const absent = cvdbColumns.filter((column) => !header.includes(column));
    if (absent.length > 0) {
      throw new UserError(
        `${this.#file}, line ${row.line}: no column ${absent.join(', ')}; ` +
          `the header has ${listed(header)}; expected ${cvdbColumns.join(', ')}`,
      );
    }
    const indices = cvdbColumns.map((column) => [column, header.indexOf(column)]);
    this.#indices = Object.fromEntries(indices) as Readonly<Record<CvdbColumn, number>>;
    this.#columns = header.length;
    return null;
  }

  #judgeEncoding(name: string): void {
    if (this.#hasOther || !/[\x80-\xff]/.test(name)) return;
    if (utf8.test(name)) this.#hasUtf8 = true;
    else this.#hasOther = true;
  }

  #number(text: string, line: number): number {
    const number = parseDecimal(text);
    if (number !== null) return number;
    const where = `${this.#file}, line ${line}, column wiki_readers_2015_2018`;
    throw new UserError(`${where}: ${quoted(text)} is not a number`);
  }
}

/** What no header has, but compressed files and UTF-16 without a mark do. */
const controls = /[^\P{Cc}\t\r\n]/u;

/** Bytes, written as the characters of the same numbers, that are UTF-8. */
const utf8 = new RegExp(
  '^(?:[\\x00-\\x7f]|[\\xc2-\\xdf][\\x80-\\xbf]|[\\xe0-\\xef][\\x80-\\xbf]{2}|' +
    '[\\xf0-\\xf4][\\x80-\\xbf]{3})*$',
);

/** Keeps the most read, earlier rows first among equals, in memory of little more than twice them. */
class MostRead {
  added = 0;
  #people: CvdbPerson[] = [];
  /** Whoever was read no more is not among the most read. */
  #least = Number.NEGATIVE_INFINITY;
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  add(readers: number, line: number, cells: () => CvdbPerson['cells']): void {
    this.added++;
    if (readers <= this.#least) return;
    this.#people.push({ readers, line, cells: cells() });
    if (this.#people.length < 2 * this.#most + 1000) return;
    this.#people = this.people();
    this.#least = this.#people.at(-1)?.readers ?? this.#least;
  }

  people(): CvdbPerson[] {
    const ranked = [...this.#people].sort((a, b) => b.readers - a.readers || a.line - b.line);
    return ranked.slice(0, this.#most);
  }
}
