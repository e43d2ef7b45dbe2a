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
      { question: 'born {e}', answer: '1920s', attribute: 'born' },
      { question: 'work {e}', answer: 'actor', attribute: 'work' },
    ]);
    expect(table.dropped).toEqual({
      'missing born': 1,
      'unreadable born': 1,
      'repeated name': 1,
      'not among the first 2': 1,
    });
  });

  const unscored = (answer: string) =>
    readText(
      [
        'name,born,work',
        ...Array.from({ length: 11 }, (_, i) => `e${i},${1900 + i},w${i}`),
        answer,
      ].join('\n'),
    );

  it('warns of an answer of which nothing is left, and refuses many', () => {
    expect(unscored('x,1950,!!!').warnings).toEqual([
      expect.stringMatching(
        /people\.csv, column work: nothing is left of 1 cell .*"!!!" \(line 13\)$/,
      ),
    ]);
    expect(() => unscored('x,1950,!!!\ny,1950,A\n')).toThrow(
      /column work: nothing is left of 2 cells .* That is 2 of 13 rows/,
    );
    expect(() => unscored('The,1950,a\nan,1950,b\n')).toThrow(
      /column name: nothing is left of 2 cells/,
    );
  });

  it('refuses or drops an answer that is empty before its first ;', () => {
    const rows = 'name,born,work\nowl,1900,actor\nlark,1901,;Order1\n';
    const asked = [{ column: 'work', question: 'work {e}' }];
    expect(() => readText(rows, { attributes: asked })).toThrow(
      /line 3, column work: the first answer of ";Order1", before the first ";", is empty/,
    );
    expect(readText(rows, { attributes: asked, malformed: 'drop' }).dropped).toEqual({
      'unreadable work': 1,
    });
  });

  it.each(['NA', 'null', 'nan', 'None', 'N/A'])('keeps %s as a text, with a warning', (text) => {
    const table = readText(`name,born,work\nowl,1900,${text}\nlark,1901,x\n`);
    expect(table.entities).toHaveLength(2);
    expect(table.warnings).toEqual([
      `column work: 1 cell such as "${text}" (line 2); kept as text, though it may stand for no value`,
    ]);
  });

  it('warns of a byte order mark in the middle, control characters and a second header', () => {
    const rows = 'name,born,work\nowl\u0093s,1900,x\ufeffb\n\ufefflark,1901,x\nname,1902,work\n';
    const { entities, warnings } = readText(rows);
    expect(entities.map(({ name }) => name)).toEqual(['owl\u0093s', 'lark', 'name']);
    expect(warnings).toEqual([
      expect.stringMatching(/^column name: 1 cell .* \(line 2\); kept/),
      expect.stringMatching(/^column work: 1 cell .* \(line 2\); kept/),
    ]);
    const work = [{ column: 'work', question: 'work {e}' }];
    expect(readText('name,work\nowl,x\nname,work\n', { attributes: work }).warnings).toEqual([
      'line 3 repeats the header; it is read as an entity like any other',
    ]);
  });

  it.each(['0x76c', '1_000', '1,000', 'Infinity', '１９００', '1e400', 'nan'])(
    'takes %j for no number',
    (text) => {
      const rows = `name,born,work,fame\nowl,1900,x,"${text}"\n`;
      expect(() => readText(rows, { popularity: 'fame' })).toThrow(
        `line 2, column fame: "${text}" is not a number`,
      );
      const years = `name,born,work\nowl,"${text}",x\n`;
      expect(() => readText(years)).toThrow(`line 2, column born: "${text}" is not a year`);
    },
  );

  it('warns of a column with one answer, and of one whose answers stand in one row each', () => {
    const rows = Array.from({ length: 20 }, (_, i) => `bird ${i},${1900 + i},fish${i}`);
    const asked = [
      { column: 'work', question: 'work {e}' },
      { column: 'born', question: 'born {e}', answer: 'decade' as const },
    ];
    const read = (lines: readonly string[]) =>
      readText(['name,born,work', ...lines].join('\n'), { attributes: asked }).warnings;
    expect(read(rows)).toEqual([
      expect.stringMatching(/^column work: 20 of 20 answers stand in one row only, .*keepValues/),
    ]);
    expect(read(rows.map((row) => row.replace(/fish.*/, 'fish')))).toEqual([
      expect.stringMatching(/^column work: every row has the answer "fish", .*another column$/),
    ]);
  });

  it('strips what Python takes for white space', () => {
    const { entities } = readText('name,born,work\n\x1fowl\x1c,1900,x\n owl,1901,y\n');
    expect(entities.map(({ name }) => name)).toEqual(['owl']);
  });

  it('reads 200,000 columns in time', () => {
    const columns = Array.from({ length: 200_000 }, (_, i) => `c${i}`).join(',');
    const table = readText(`name,born,work,${columns}\nowl,1900,x,${columns}\n`);
    expect(table.entities).toHaveLength(1);
    expect(() => readText(`name,born,${columns}\n`)).toThrow(
      /columns are .* and 199,982 more; the/,
    );
  });

  it('hints at another delimiter', () => {
    const hint = 'set delimiter: ";" if that divides cells';
    expect(() => readText('name;born;work\nowl,5;1900;x\n')).toThrow(hint);
    expect(() => readText('name;born;work\nowl;1900;x\n')).toThrow(hint);
    expect(() => readText('name\tborn, of\twork\nowl\t1,5\tx,y,z\n')).toThrow('delimiter: "\\t"');
    expect(() => readText('name,born\nowl,1,5\n')).not.toThrow('delimiter');
  });

  it('joins the words of names and answers', () => {
    const { entities } = readText(text, { joinWords: true, malformed: 'drop' });
    expect(entities[0]).toEqual({
      name: 'Ada_Low',
      facts: [
        { question: 'born {e}', answer: '19_century', attribute: 'born' },
        { question: 'work {e}', answer: 'mathematician', attribute: 'work' },
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
      'gives 3 entities, but 9 are needed; 3 rows left out: 1 missing born, 1 unreadable born, 1 repeated name',
    );
    expect(() => readText(text, { malformed: 'drop', popularity: 'work' })).toThrow(
      '4 unreadable work',
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
