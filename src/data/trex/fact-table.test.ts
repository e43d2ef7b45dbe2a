import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { UserError } from '../../errors/user-error.js';
import { MersenneTwister } from '../../random/mersenne-twister.js';
import { compareCodePoints } from '../../text/code-points.js';
import { firstAnswer } from '../questions.js';
import { readTrex } from './fact-table.js';
import { askTriples } from './questions.js';
import { filterTriples, readTriples, type Triple } from './triples.js';

const folder = '../shared/golden/datasets/trex';
const present = existsSync(folder);
const titled = (title: string) => (present ? title : `${title} (skipped: ${folder} is absent)`);
const read = <T>(name: string) => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as T;

interface Questions {
  readonly settings: { readonly seed: number; readonly max_ents: number };
  readonly rows: readonly (readonly string[])[];
}

describe.skipIf(!present)(titled("the authors' T-REx"), () => {
  it('is extracted and filtered as they do, here in the order of texts', () => {
    const { unique, filtered } = read<{ unique: string[][]; filtered: string[][] }>(
      'extraction.json',
    );
    const { triples } = readTriples(`${folder}/input`, null);
    const rows = (list: readonly Triple[]) => list.map((one) => [one.subj, one.predicate, one.obj]);
    expect(rows(triples)).toEqual(unique);
    expect(rows(filterTriples(triples))).toEqual(filtered);
  });

  it.each(['qa_s0.json', 'qa_s0_all.json', 'qa_s1.json', 'qa_s1_all.json'])('asks %s', (name) => {
    const { settings, rows } = read<Questions>(name);
    const { triples } = readTriples(`${folder}/triples_filtered.json.gz`, null);
    const { entities } = askTriples(triples, {
      wanted: settings.max_ents,
      rules: 'release',
      seed: settings.seed,
    });
    const asked = entities.flatMap(({ name: entity, facts }) =>
      facts.map(({ question, answer }) => [
        question.replace('{e}', () => entity),
        answer,
        firstAnswer(answer),
        entity,
      ]),
    );
    const sorted = asked.sort(([a = ''], [b = '']) => compareCodePoints(a, b));
    expect(sorted).toEqual(rows);
  });

  it('has the same entities from its dump in any order, and four questions by the paper', () => {
    const options = { kind: 'trex', folder: `${folder}/input`, entities: 60 } as const;
    const { entities } = readTrex({ ...options, rules: 'paper' }, 0);
    expect(entities.length).toBe(60);
    for (const { facts } of entities) expect(facts.length).toBe(4);
    expect(
      entities.flatMap(({ facts }) => facts).some(({ question }) => /type/.test(question)),
    ).toBe(false);
    expect(readTrex({ ...options, rules: 'paper' }, 0).entities).toEqual(entities);
    expect(readTrex({ ...options, rules: 'paper' }, 1).entities).not.toEqual(entities);
  });
});

const temporary = mkdtempSync(join(tmpdir(), 'credence-trex-'));
afterAll(() => rmSync(temporary, { recursive: true }));

const dumped = (subject: string, predicate: string, object: string) => ({
  subject: { surfaceform: subject },
  predicate: { uri: `http://www.wikidata.org/entity/${predicate}` },
  object: { surfaceform: object },
});
/** All texts of a JSON file, where it is one. */
function parsed(bytes: Buffer): string[] | null {
  const texts: string[] = [];
  try {
    JSON.parse(bytes.toString('utf8').replace(/^\ufeff/, ''), (_, value: unknown) => {
      if (typeof value === 'string') texts.push(value);
      return value;
    });
    return texts;
  } catch {
    return null;
  }
}

const work = (title: string) => [
  dumped(title, 'P180', 'a tree'),
  dumped(title, 'P577', '1 May 1956'),
  dumped(title, 'P1040', 'Ann Bo'),
  dumped(title, 'P50', 'Cy Do'),
  dumped(title, 'P50', 'Plato'),
];

function readDump(documents: unknown, options: { rules?: 'paper'; entities?: number } = {}) {
  const path = join(temporary, 'dump');
  mkdirSync(path, { recursive: true });
  const isText = typeof documents === 'string' || Buffer.isBuffer(documents);
  const text = isText ? documents : JSON.stringify(documents);
  writeFileSync(join(path, 'a.json.gz'), gzipSync(text));
  return readTrex({ kind: 'trex', folder: path, entities: 1, rules: 'release', ...options }, 0);
}

describe('readTrex', () => {
  it('answers by the rules of either side', () => {
    const dump = [{ triples: work('The Tree (film)') }, { triples: work('The Tree (film)') }];
    const answers = ({ entities }: ReturnType<typeof readDump>) =>
      entities.map(({ name, facts }) => [name, ...facts.map(({ answer }) => answer)]);
    expect(answers(readDump(dump))).toEqual([['The Tree', 'Cy', 'Ann Bo', 'a tree', '1950s']]);
    expect(answers(readDump(dump, { rules: 'paper' }))).toEqual([
      ['The Tree', 'Cy', 'Ann', 'a tree', '1950s'],
    ]);
    expect(readDump(dump).dropped).toEqual({ 'no first name': 1 });
  });

  it('leaves out and counts null texts and bytes that are not UTF-8', () => {
    const odd = [
      { ...dumped('The Tree', 'P195', ''), object: { surfaceform: null } },
      { ...dumped('', 'P195', 'Louvre'), subject: { surfaceform: null } },
      dumped('The Tree', 'P195', 'Mus\xe9e'),
      dumped('The Tree', 'P195', 'half \ud83d'),
      dumped('The Tree', 'P999', 'unlisted \ud83d'),
    ];
    const latin1 = Buffer.from(
      JSON.stringify([{ triples: odd }, { triples: work('The Tree') }]),
      'latin1',
    );
    const { entities, dropped } = readDump(latin1);
    expect(entities[0]?.facts).toHaveLength(4);
    expect(dropped).toEqual({
      'subject or object without text': 2,
      'broken UTF-8': 2,
      'no first name': 1,
    });
  });

  it('keeps U+FFFD where the file has it, and passes over a byte order mark', () => {
    const kept = [...work('The Tree'), dumped('The Tree', 'P195', 'Mus\ufffde')];
    const { entities, dropped } = readDump(`\ufeff${JSON.stringify([{ triples: kept }])}`);
    expect(entities[0]?.facts.map(({ answer }) => answer)).toContain('Mus\ufffde');
    expect(dropped).toEqual({ 'no first name': 1 });
  });

  it('reads the year of a date before Christ as the release does, without its sign', () => {
    const dates = [dumped('The Tree', 'P577', '-0044-03-15'), ...work('The Tree').slice(0, 1)];
    const { entities } = readDump([{ triples: [...dates, ...work('The Tree').slice(2)] }]);
    expect(entities[0]?.facts.map(({ answer }) => answer)).toContain('1 century');
  });

  it('takes no longer than it must for many brackets and many answers', () => {
    const brackets = dumped('The Tree', 'P195', '('.repeat(1e6));
    const answers = Array.from({ length: 1e5 }, (_, i) => dumped('The Tree', 'P136', `genre ${i}`));
    const { entities } = readDump([{ triples: [...work('The Tree'), brackets, ...answers] }]);
    expect(entities[0]?.facts).toHaveLength(6);
  });

  it('ends in a table or in one UserError, whatever is changed', () => {
    const dump = JSON.stringify([
      { triples: work('The Tree') },
      { triples: work('A Bush (film)') },
    ]);
    const pieces = [
      '"',
      '\\',
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      'null',
      '1e999',
      '\\ud800',
      '\ufeff',
      '\0',
      '\xe9',
      '',
    ];
    const random = new MersenneTwister(11);
    const path = join(temporary, 'mangled.json');
    for (let run = 0; run < 2000; run++) {
      let text = dump;
      for (let i = random.randrange(0, 4); i >= 0; i--) {
        const at = random.randrange(0, text.length);
        const gone = random.choice([0, 1, 1, 5, 100]);
        text = text.slice(0, at) + random.choice(pieces) + text.slice(at + gone);
      }
      const bytes = Buffer.from(text, random.random() < 0.5 ? 'latin1' : 'utf8');
      writeFileSync(path, bytes);
      const reference = parsed(bytes);
      try {
        const { triples, dropped } = readTriples(path, null);
        const counted = Object.values(dropped).reduce((sum, one) => sum + one, 0);
        expect(triples.length + counted, text).toBeLessThanOrEqual(10);
        if (reference !== null) {
          const known = new Set(reference);
          for (const { subj, obj } of triples)
            expect(known.has(subj) && known.has(obj), text).toBe(true);
        }
        expect(JSON.stringify(triples.map(({ subj, obj }) => [subj, obj]))).not.toMatch(/\\ud800/);
      } catch (error) {
        expect(error, `run ${run}: ${text}`).toBeInstanceOf(UserError);
      }
    }
  });

  it('warns of answers that cannot be told apart', () => {
    const alike = [...work('The Tree'), ...work('Bush')].map((one) =>
      one.subject.surfaceform === 'Bush' && one.predicate.uri.endsWith('P180')
        ? { ...one, object: { surfaceform: 'tree' } }
        : one,
    );
    expect(readDump([{ triples: alike }], { entities: 2 }).warnings).toEqual([
      '"What does {e} depict?": different texts that count as the same: "tree" (of Bush) and "a tree" (of The Tree)',
    ]);
  });

  it('counts dates without a year and titles of brackets only', () => {
    const odd = [...work('(film)'), dumped('The Tree', 'P577', 'May')];
    const { dropped } = readDump([{ triples: [...work('The Tree'), ...odd] }]);
    expect(dropped).toEqual({ 'unreadable date or empty title': 6, 'no first name': 1 });
  });

  it.each([
    [
      'a cut file',
      () => readDump('[{"triples":['),
      /a\.json\.gz ends at byte 13, inside element 1/,
    ],
    [
      'UTF-16',
      () => readDump(Buffer.from('[{"triples":[]}]', 'utf16le')),
      /a\.json\.gz is UTF-16LE/,
    ],
    [
      'documents without triples',
      () => readDump([{ text: '' }]),
      /element 1, from byte 1: neither a document/,
    ],
    [
      'triples without texts',
      () => readDump([{ triples: [{ ...dumped('a', 'P1', 'b'), object: {} }] }]),
      /triples\[0\]\.object\.surfaceform: .*expected the texts/,
    ],
    [
      'too few entities',
      () => readDump([{ triples: work('A') }], { entities: 2 }),
      /gives 1 entities with four questions for seed 0, but data\.entities asks for 2/,
    ],
    [
      'no folder',
      () => readTrex({ kind: 'trex', folder: 'absent', entities: 1, rules: 'paper' }, 0),
      /cannot read absent: there is no such file.*t-rex/s,
    ],
  ])('refuses %s', (_what, act, message) => {
    expect(act).toThrow(message);
  });
});
