import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkAnalyses, quickAnalyses } from '../src/analyses/wanted.js';
import { UserError } from '../src/errors/user-error.js';
import { asWritten } from '../src/experiment/experiment.js';
import { stageIdentities } from '../src/experiment/identity.js';
import { override } from '../src/experiment/override.js';
import { plainData } from '../src/experiment/plain-data.js';
import { MersenneTwister } from '../src/random/mersenne-twister.js';
import { quickStudy } from '../src/study/quick-study.js';
import { resolveStudy } from '../src/study/resolve-study.js';
import { asStudy } from '../src/study/study.js';
import { projectFolder } from './source-files.js';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const folder = join(projectFolder, 'experiments');
const names = readdirSync(folder).filter((name) => name.endsWith('.ts') && name !== 'claims.ts');

/** The quick form of a bundled file, whose data are here, as JSON has it, with one member. */
async function written(name: string): Promise<Json> {
  const module = (await import(join(folder, name))) as { default: object };
  const study = quickStudy(asStudy(plainData(module.default, name), name), quickAnalyses());
  const [first] = study.members;
  const experiment = asWritten(first?.experiment);
  const member = { ...first, experiment };
  return JSON.parse(JSON.stringify({ ...study, small: null, members: [member] })) as Json;
}

const mutations = Number(process.env.FUZZ ?? 1500);
const assignments = mutations;

const odd: readonly Json[] = [
  ...[null, true, '', ' ', 'x', 'from data', '../x', 'CON', '.', 'constructor', '__proto__'],
  ...['\ud800', '\0', 'a\nb', 'x'.repeat(200_000), '1e3', 'NaN', '\u001b[2J', '日本'],
  ...[0, -1, 0.5, 1, 2 ** 31, 2 ** 53, 1e12, 1e15, 1e300, -1e300, 5e-324],
  ...[
    [],
    {},
    [[]],
    [null],
    [1, 1],
    { kind: 'x' },
    { a: { b: {} } },
    { from: 1 },
    { from: 0, count: 1e9 },
  ],
  Array.from({ length: 5000 }, (_, index) => index),
  Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`k${index}`, index])),
];

type Draws = MersenneTwister;
const below = (draws: Draws, bound: number): number => draws.randrange(0, bound);
const oneOf = <T>(draws: Draws, list: readonly T[]): T => list[below(draws, list.length)] as T;

/** What in a value stands under a key or index, not deeper than 20 levels. */
function* slots(value: Json, depth = 0): Generator<readonly [holder: Json, key: string]> {
  if (typeof value !== 'object' || value === null || depth > 20) return;
  for (const [key, inner] of Object.entries(value)) {
    yield [value, key];
    yield* slots(inner, depth + 1);
  }
}

const misspelt = (draws: Draws, word: string): string => {
  const at = below(draws, word.length + 1);
  const kinds = [
    word.slice(0, at) + word.slice(at + 1),
    word.slice(0, at) + oneOf(draws, ['x', 'é', ' ', '.', '-']) + word.slice(at),
    word.toUpperCase(),
    word.repeat(oneOf(draws, [2, 1000, 300_000])),
    oneOf(draws, ['__proto__', 'constructor', 'toString', '']),
  ];
  return oneOf(draws, kinds);
};

/** Changes one place of a value. */
function mutate(draws: Draws, root: Json): void {
  const [holder, key] = oneOf(draws, [...slots(root)]);
  const fields = holder as { [key: string]: Json };
  const value = fields[key] as Json;
  const put = (name: string, inner: Json): void => {
    Object.defineProperty(fields, name, {
      value: inner,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  };
  switch (below(draws, 6)) {
    case 0:
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else delete fields[key];
      break;
    case 1:
      if (Array.isArray(holder)) holder.splice(Number(key), 0, structuredClone(value));
      else put(`${key}2`, structuredClone(value));
      break;
    case 2:
      if (Array.isArray(holder)) break;
      delete fields[key];
      put(misspelt(draws, key), value);
      break;
    case 3: {
      const levels = oneOf(draws, [1, 2, 150, 1000]);
      let nested = value;
      for (let level = 0; level < levels; level++)
        nested = level % 2 === 0 ? [nested] : { a: nested };
      put(key, nested);
      break;
    }
    case 4: {
      const [otherHolder, otherKey] = oneOf(draws, [...slots(root)]);
      put(key, structuredClone((otherHolder as { [key: string]: Json })[otherKey] as Json));
      break;
    }
    default:
      put(key, structuredClone(oneOf(draws, odd)));
  }
}

/** What reading an experiment file ends in: null where it is a checked study, else the message. */
function ending(value: unknown): string | null {
  try {
    const study = resolveStudy(asStudy(plainData(value, 'file'), 'file'));
    for (const { experiment, control } of study.members)
      for (const one of [experiment, control])
        if (one !== null) stageIdentities(checkAnalyses(one));
    return null;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

const mostLetters = 12_000;

/** The words of a message are in the file or are asked for as missing. */
function namesSomething(message: string, root: Json): boolean {
  if (/is missing|experiment|study|file/.test(message)) return true;
  return [...slots(root)].some(([, key]) => key !== '' && message.includes(key.slice(0, 70)));
}

/** Fails with the seed unless it ends in a study or a short UserError within two seconds. */
function check(seed: number, root: Json, run: () => string | null): 'checked' | 'refused' {
  const began = process.cpuUsage();
  let message: string | null;
  try {
    message = run();
  } catch (error) {
    throw new Error(`seed ${seed}: ${(error as Error).stack}`, { cause: error });
  }
  // Of the processor, which may be busy with something else.
  const { user } = process.cpuUsage(began);
  const seconds = user / 1e6;
  expect(seconds, `seed ${seed}: ${message?.slice(0, 200)}`).toBeLessThan(2);
  if (message === null) return 'checked';
  expect(message.length, `seed ${seed}: ${message.slice(0, 200)}`).toBeLessThan(mostLetters);
  expect(namesSomething(message, root), `seed ${seed}: ${message}`).toBe(true);
  // Nothing that a terminal would obey.
  expect(/(?!\n)\p{Cc}/u.test(message), `seed ${seed}: ${JSON.stringify(message)}`).toBe(false);
  return 'refused';
}

describe('an experiment file that is not right', () => {
  it('ends in a checked study or one short message', async () => {
    const files = await Promise.all(names.map(written));
    const ends = { checked: 0, refused: 0 };
    for (let seed = 0; seed < mutations; seed++) {
      const draws = new MersenneTwister(seed);
      const root = structuredClone(files[seed % files.length] as Json);
      const count = 1 + below(draws, 3);
      for (let change = 0; change < count; change++) mutate(draws, root);
      ends[check(seed, root, () => ending(root))]++;
    }
    expect(ends.checked).toBeGreaterThan(mutations / 20);
    expect(ends.refused).toBeGreaterThan(mutations / 4);
  });
});

describe('an assignment of --set that is not right', () => {
  it('ends in a checked experiment or one short message', async () => {
    const files = await Promise.all(names.map(written));
    const experiments = files.map((file) => Object(file).members[0].experiment as Json);
    const values = [
      ...odd.map((value) => JSON.stringify(value)),
      ...['', 'x', '"', '[', '{"a":1,"a":2}', '1e999', '-0', 'NaN', '0x10', '01', 'null', '[null]'],
    ];
    const parts = [
      '',
      '__proto__',
      'constructor',
      '0',
      '99',
      '-1',
      '1e3',
      'x',
      'é',
      'a[0]',
      '=',
      '\u001b[2J',
      'a\u009b',
      'a\nb',
    ];
    const ends = { checked: 0, refused: 0 };
    for (let seed = 0; seed < assignments; seed++) {
      const draws = new MersenneTwister(seed);
      const experiment = experiments[seed % experiments.length] as Json;
      const path: string[] = [];
      let at: Json = experiment;
      while (typeof at === 'object' && at !== null && below(draws, 6) > 0) {
        const keys = Object.keys(at);
        if (keys.length === 0) break;
        const key = oneOf(draws, keys);
        path.push(key);
        at = (at as { [key: string]: Json })[key] as Json;
      }
      if (below(draws, 3) === 0) path.splice(below(draws, path.length + 1), 0, oneOf(draws, parts));
      if (below(draws, 9) === 0) path.push(misspelt(draws, path.at(-1) ?? 'x'));
      const text = oneOf(draws, [`${path.join('.')}=`, path.join('.'), `${path.join('].[')}=`]);
      const assignment = text + oneOf(draws, values);
      const end = (): string | null => {
        try {
          override(experiment, [assignment]);
          return null;
        } catch (error) {
          if (error instanceof UserError) return error.message;
          throw error;
        }
      };
      ends[check(seed, { [path.join('.')]: null, set: null }, end)]++;
    }
    expect(ends.checked).toBeGreaterThan(assignments / 50);
    expect(ends.refused).toBeGreaterThan(assignments / 4);
  });
});
