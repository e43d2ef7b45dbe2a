import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { UserError } from '../../errors/user-error.js';
import { MersenneTwister } from '../../random/mersenne-twister.js';
import { firstDigits } from '../../text/python-text.js';
import { periodOf } from '../answer-rules.js';
import { firstAnswer } from '../questions.js';
import { listCitizenships, readCvdb } from './fact-table.js';
import { cvdbColumns } from './options.js';
import { readCvdbPeople } from './people.js';

const folder = '../shared/golden/datasets/cvdb';
const present = existsSync(folder);
const titled = (title: string) => (present ? title : `${title} (skipped: ${folder} is absent)`);
const read = <T>(name: string) => {
  const bytes = readFileSync(`${folder}/${name}`);
  return JSON.parse((name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')) as T;
};

interface Loader {
  readonly males_after_filters: number;
  readonly females_after_filters: number;
  readonly people: readonly (readonly string[])[];
  readonly selections: readonly { num_ents: number; qa: readonly (readonly string[])[] }[];
}

interface Rules {
  readonly years: readonly (readonly [number | string, string])[];
  readonly citizenships: readonly (readonly [string, string, string])[];
  readonly first_answers: readonly (readonly [string, string])[];
}

const temporary = mkdtempSync(join(tmpdir(), 'credence-cvdb-'));
afterAll(() => rmSync(temporary, { recursive: true }));

const person = (name: string, gender: string, readers = 1) =>
  `${name},1900.0,-45,${gender},film_director,'Côte_d'Azul'_'Norland',Europe,${readers}`;
const file = (rows: readonly string[], header: string = cvdbColumns.join(',')) => {
  const path = join(temporary, 'people.csv');
  writeFileSync(path, Buffer.from([header, ...rows, ''].join('\n'), 'latin1'));
  return path;
};
const wide = () => {
  const path = join(temporary, 'wide.csv');
  writeFileSync(
    path,
    Buffer.from(`${cvdbColumns.join(',')}\n${person('Bob', 'Male')}\n`, 'utf16le'),
  );
  return path;
};
const readRows = (rows: readonly string[], header?: string) =>
  readCvdb({ kind: 'cvdb', file: file(rows, header), people: 2, rules: 'release' });

describe.skipIf(!present)(titled("the authors' loader"), () => {
  const input = `${folder}/input.csv`;
  const answersOf = (people: number) =>
    readCvdb({ kind: 'cvdb', file: input, people, rules: 'release' }).entities;

  it('filters, ranks and answers as it does', () => {
    const loader = read<Loader>('loader.json.gz');
    const { men, women, passed } = readCvdbPeople(input, 1e6);
    expect(passed).toEqual({
      men: loader.males_after_filters,
      women: loader.females_after_filters,
    });
    expect([men.length, women.length]).toEqual([passed.men, passed.women]);
    const half = passed.women;
    const entities = answersOf(2 * half).map(({ name, facts }) => [
      name,
      ...facts.map(({ answer }) => firstAnswer(answer)),
    ]);
    const ranked = loader.people.slice(0, half).concat(loader.people.slice(passed.men));
    expect(entities).toEqual(ranked);
    expect(men.map(({ cells }) => cells.name.replaceAll('_', ' '))).toEqual(
      loader.people.slice(0, passed.men).map(([name]) => name),
    );
  });

  it('takes half of each gender, question by question', () => {
    for (const { num_ents, qa } of read<Loader>('loader.json.gz').selections) {
      const entities = answersOf(num_ents);
      const rows = Array.from({ length: 6 }, (_, i) =>
        entities.map(({ name, facts }) => [
          facts[i]?.question.replace('{e}', name),
          firstAnswer(facts[i]?.answer ?? ''),
          name,
        ]),
      );
      expect(rows.flat()).toEqual(qa);
    }
  });

  it('has its rules for years, citizenships and first answers', () => {
    const rules = read<Rules>('rules.json');
    for (const [year, answer] of rules.years) {
      const number = typeof year === 'number' ? Math.trunc(year) : firstDigits(year, 4);
      expect(periodOf(number ?? Number.NaN, 'release'), `${year}`).toBe(answer);
    }
    for (const [raw, all, first] of rules.citizenships) {
      expect(listCitizenships(raw)).toBe(all);
      expect(firstAnswer(all)).toBe(first);
    }
    for (const [all, first] of rules.first_answers) expect(firstAnswer(all)).toBe(first);
  });
});

describe('readCvdb', () => {
  const rows = [person('Ann_Bo', 'Female'), person('Côr_Do', 'Male')];

  it('reads names, answers and the year 1900 by either rule', () => {
    const path = file(rows);
    for (const [rules, born] of [
      ['release', '19 century'],
      ['paper', '1900s'],
    ] as const) {
      const { entities } = readCvdb({ kind: 'cvdb', file: path, people: 3, rules });
      expect(entities.map(({ name }) => name)).toEqual(['Côr Do', 'Ann Bo']);
      expect(entities[0]?.facts.map(({ answer }) => answer)).toEqual([
        born,
        '1 century BC',
        'Europe',
        'film director',
        'Côte dAzul;Norland',
        'Male',
      ]);
    }
  });

  it('reads a compressed file', () => {
    const path = join(temporary, 'people.csv.gz');
    writeFileSync(path, gzipSync(readFileSync(file(rows))));
    const read = (file: string) => readCvdb({ kind: 'cvdb', file, people: 2, rules: 'release' });
    expect(read(path)).toEqual(readRows(rows));
    writeFileSync(path, 'no gzip');
    expect(() => read(path)).toThrow(/people\.csv\.gz cannot be decompressed: .*header/);
  });

  it.each([' ', '0x76c', '1_000', '1,000', 'Infinity', '1e400', '19 00', 'x', '.'])(
    'takes %j for no number, with its line',
    (text) => {
      const other = (column: number) =>
        person('Ed_Fo', 'Male', 9)
          .split(',')
          .map((cell, i) => (i === column ? `"${text}"` : cell))
          .join(',');
      const where = (column: string) => `line 4, column ${column}: "${text}" is not a`;
      expect(() => readRows([...rows, other(7)])).toThrow(where('wiki_readers_2015_2018'));
      expect(() => readRows([...rows, other(1)])).toThrow(where('birth'));
      expect(() => readRows([...rows, other(2)])).toThrow(where('death'));
    },
  );

  it('reads numbers as pandas does', () => {
    const cells = ['1.9e3', ' 1900', '+1900.', '01900 '];
    for (const cell of cells) {
      const row = person('Ed_Fo', 'Male', 9).replace('1900.0', cell);
      expect(readRows([...rows, row]).entities[0]?.facts[0]?.answer, cell).toBe('19 century');
    }
  });

  it('ends in people or in one UserError, whatever is changed', () => {
    const text = [cvdbColumns.join(','), ...rows, person('Ed_Fo', 'Male', 9), ''].join('\n');
    const pieces = [
      '"',
      '""',
      ',',
      '\n',
      '\r',
      ' ',
      '\0',
      '\x93',
      'NA',
      '1e999',
      '-',
      "'",
      '_',
      '',
    ];
    const random = new MersenneTwister(13);
    const path = join(temporary, 'mangled.csv');
    for (let run = 0; run < 2000; run++) {
      let mangled = text;
      for (let i = random.randrange(0, 4); i >= 0; i--) {
        const at = random.randrange(0, mangled.length);
        mangled =
          mangled.slice(0, at) +
          random.choice(pieces) +
          mangled.slice(at + random.choice([0, 1, 3]));
      }
      writeFileSync(path, Buffer.from(mangled, 'latin1'));
      try {
        const { entities } = readCvdb({ kind: 'cvdb', file: path, people: 2, rules: 'release' });
        expect(entities).toHaveLength(2);
        for (const { facts } of entities)
          expect(facts[0]?.answer).toMatch(/^(\d+ century( BC)?|\d+0s|\d+)$/);
      } catch (error) {
        expect(error, `run ${run}: ${mangled}`).toBeInstanceOf(UserError);
      }
    }
  });

  it('counts what it leaves out, by the first reason', () => {
    const left = [
      person('NA', 'Male'),
      person('Ann_Bo', 'Male'),
      person("O'Hara", 'Male'),
      person('Di_Ed', 'other'),
      person('Fa_Go', 'Male', 0),
      'Hu_Iv,1900.0,,Male,film,x,Europe,3',
    ];
    expect(readRows([...rows, ...left]).dropped).toEqual({
      'missing name': 1,
      'repeated name': 1,
      'name not of words only': 1,
      'gender neither Male nor Female': 1,
      'missing death': 1,
      'not among the 1 most read of their gender': 1,
    });
  });

  it.each([
    [
      'no file',
      () => readCvdb({ kind: 'cvdb', file: 'absent.csv', people: 2, rules: 'release' }),
      /cannot read absent\.csv: .*RDAG3O.*columns used are name, birth, death/s,
    ],
    ['a column that lacks', () => readRows(rows, 'name,birth'), /line 1: no column death, gender/],
    [
      'UTF-8 with its mark',
      () => readRows(rows, `\xef\xbb\xbf${cvdbColumns.join(',')}`),
      /is UTF-8, by the mark/,
    ],
    [
      'UTF-16 without a mark',
      () => readCvdb({ kind: 'cvdb', file: wide(), people: 2, rules: 'release' }),
      /is UTF-16LE .*: save it as ISO-8859-1/,
    ],
    ['a byte 0', () => readRows([...rows, person('Bo\0b', 'Male')]), /line 4: a byte 0/],
    ['UTF-16', () => readRows(rows, '\xff\xfen\0a\0'), /is UTF-16, by the mark/],
    [
      'no text',
      () => readRows(rows, '\x1f\x8b\x08name'),
      /is not ISO-8859-1 text: .* must end in \.gz/,
    ],
    ['a folder', () => readCvdbPeople(temporary, 2), /it is a folder; the file is public/],
    [
      'UTF-8 without one',
      () => readRows([person('C\xc3\xb4r', 'Male'), ...rows.slice(0, 1)]),
      /is UTF-8, but the raw file is ISO-8859-1/,
    ],
    [
      'too few',
      () => readRows(rows.slice(0, 1)),
      /gives 0 men and 1 women, but data\.people: 2 needs 1 of each/,
    ],
    ['too many cells', () => readRows([`${rows[0]},x`]), /line 2: 9 cells, but the header has 8/],
    [
      'no year',
      () => readRows([...rows, person('Zu', 'Male', 9).replace('-45', 'old')]),
      /line 4, column death: "old" is not a year/,
    ],
    [
      'no number of readers',
      () => readRows([...rows, person('Zu', 'Male').replace(/1$/, 'x')]),
      /line 4, column wiki_readers_2015_2018: "x"/,
    ],
    ['an open quote', () => readRows([...rows, '"a,b']), /line 4: a quote is never closed/],
    ['nothing', () => readRows([], ''), /is empty: it needs a header line/],
  ])('refuses %s', (_what, act, message) => {
    expect(act).toThrow(message);
  });
});
