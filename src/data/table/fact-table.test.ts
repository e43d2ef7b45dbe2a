import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { readCsvFactTable } from './fact-table.js';
import { type CsvOptions, csvOptions } from './options.js';

const folder = mkdtempSync(join(tmpdir(), 'credence-csv-'));
const file = join(folder, 'people.csv');
afterAll(() => rmSync(folder, { recursive: true }));

const attributes = [
  { column: 'born', question: 'born {e}', answer: 'period' as const },
  { column: 'work', question: 'work {e}', answer: 'firstWord' as const },
];

function options(given: Partial<z.input<typeof csvOptions>> = {}): CsvOptions {
  return csvOptions.parse({ kind: 'csv', file, entity: 'name', attributes, ...given });
}

function readText(text: string, given: Partial<z.input<typeof csvOptions>> = {}) {
  writeFileSync(file, text);
  return readCsvFactTable(options(given));
}

const text = [
  'name,born,work,fame',
  'Ada Low, 1815, Mathematician of note,3',
  'Bo,1920,actor,7',
  'Cy,,actor,9',
  'Bo,1930,singer,8',
  'Di,1950,actor,7',
  'Ed,soon,actor,1',
].join('\r\n');

describe('readCsvFactTable', () => {
  it('ranks by popularity and counts every row that it leaves out', () => {
    const table = readText(text, { popularity: 'fame', entities: 2, malformed: 'drop' });
    expect(table.entities.map(({ name, popularity }) => [name, popularity])).toEqual([
      ['Bo', 7],
      ['Di', 7],
    ]);
    expect(table.entities[0]?.facts).toEqual([
      { question: 'born {e}', answer: '1920s' },
      { question: 'work {e}', answer: 'actor' },
    ]);
    expect(table.dropped).toEqual({
      'missing born': 1,
      'unreadable born': 1,
      'repeated name': 1,
      'not among the first 2': 1,
    });
  });

  it('joins the words of names and answers', () => {
    const { entities } = readText(text, { joinWords: true, malformed: 'drop' });
    expect(entities[0]).toEqual({
      name: 'Ada_Low',
      facts: [
        { question: 'born {e}', answer: '19_century' },
        { question: 'work {e}', answer: 'mathematician' },
      ],
    });
  });

  it('keeps the most frequent answers only', () => {
    const [born, work] = attributes;
    const kept = [born, { ...work, keepValues: 1 }] as typeof attributes;
    const table = readText(text, { attributes: kept, malformed: 'drop' });
    expect(table.entities.map(({ name }) => name)).toEqual(['Bo', 'Di']);
    expect(table.dropped['rare work']).toBe(1);
  });

  it('counts rows with broken bytes, and leaves out names that have some', () => {
    const broken = Buffer.from(
      'name,born,work\nJos\xe9,1815,a\nJos\xe8,1816,b\nBo,1817,c\xe9\nCy,1818,d\n',
      'latin1',
    );
    writeFileSync(file, broken);
    const table = readCsvFactTable(options({ brokenBytes: 'replace' }));
    expect(table.entities.map(({ name }) => name)).toEqual(['Bo', 'Cy']);
    expect(table.brokenRows).toBe(3);
    expect(table.dropped).toEqual({ 'name with broken bytes': 2 });
    const whole = readCsvFactTable(options({ encoding: 'latin1', brokenBytes: 'replace' }));
    expect(whole.entities.map(({ name }) => name)).toEqual(['José', 'Josè', 'Bo', 'Cy']);
    expect(whole).toMatchObject({ brokenRows: 0, dropped: {} });
  });

  it('says what is wrong and where', () => {
    expect(() => readText(text)).toThrow('line 7, column born: "soon" is not a year');
    expect(() => readText(text, { entity: 'names' })).toThrow(
      'no column "names" (did you mean "name"?); its columns are name, born, work, fame; ' +
        'the experiment uses names, born, work',
    );
    expect(() => readText('name;born;work\nAda;1815;a\n')).toThrow(
      'the experiment uses name, born, work; set delimiter: ";" if that divides cells',
    );
    expect(() => readText(text, { malformed: 'drop', entities: 9 })).toThrow(
      'gives 3 entities, but 9 are needed; 3 rows left out: missing born 1, unreadable born 1, repeated name 1',
    );
    expect(() => readText(text, { malformed: 'drop', popularity: 'work' })).toThrow(
      'unreadable work 4',
    );
    expect(() => readText('name,born,work\n')).toThrow(
      'gives 0 entities, but 1 are needed; no rows were left out',
    );
    expect(() => readCsvFactTable(options({ file: join(folder, 'none.csv') }))).toThrow(
      'cannot read',
    );
  });
});

const people = '../shared/data/people/celebrity_deaths_4.csv';
const present = existsSync(people);
const title = 'a real table of 21,458 people';

describe.skipIf(!present)(present ? title : `${title} (skipped: ${people} is absent)`, () => {
  const wanted = {
    file: people,
    popularity: 'fame_score',
    attributes: [
      { column: 'birth_year', question: 'born {e}', answer: 'period' as const },
      { column: 'famous_for', question: 'work {e}', answer: 'firstWord' as const, keepValues: 40 },
    ],
  };

  it('is not UTF-8', () => {
    expect(() => readCsvFactTable(options(wanted))).toThrow(
      'line 2 (from byte 93): not valid UTF-8',
    );
  });

  it('accounts for every row', () => {
    const table = readCsvFactTable(options({ ...wanted, brokenBytes: 'replace', entities: 1000 }));
    const left = Object.values(table.dropped).reduce((sum, rows) => sum + rows, 0);
    expect(table.entities.length + left).toBe(21458);
    expect(table.brokenRows).toBe(7429);
    expect(table.entities[0]?.popularity).toBe(422);
    const works = new Set(table.entities.map(({ facts }) => facts[1]?.answer));
    expect(works.size).toBeLessThanOrEqual(40);
  });
});
