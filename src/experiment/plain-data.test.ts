import { describe, expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { asWritten, checkExperiment, defineExperiment } from './experiment.js';
import { plainData } from './plain-data.js';

const refusal = (value: unknown): string => {
  try {
    plainData(value, 'it');
  } catch (error) {
    return (error as Error).message;
  }
  return 'none';
};
const nested = (levels: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { a: value };
  return value;
};
const holdsItself: Record<string, unknown> = { a: 1 };
holdsItself.b = [holdsItself];
class Tags {
  name = 'x';
}

describe('plainData', () => {
  it('copies plain data of this and another kind', () => {
    const value = {
      a: [1, 'x', null, true, undefined],
      b: Object.assign(Object.create(null), { c: 2 }),
    };
    const copy = plainData(value, 'it');
    expect(copy).toEqual({ a: [1, 'x', null, true, undefined], b: { c: 2 } });
    expect(copy).not.toBe(value);
    expect(plainData(nested(90), 'it')).toEqual(nested(90));
    const shared = { c: 1 };
    expect(plainData([shared, shared], 'it')).toEqual([{ c: 1 }, { c: 1 }]);
  });

  it('reads a getter once', () => {
    let reads = 0;
    const copy = plainData(
      {
        get a() {
          return ++reads;
        },
      },
      'it',
    ) as { a: number };
    expect([copy.a, copy.a, reads]).toEqual([1, 1, 1]);
  });

  it('takes negative zero for zero, and the holes of a list for what is missing', () => {
    expect(Object.is(plainData(-0, 'it'), 0)).toBe(true);
    const holes = [1, 2, 3];
    delete holes[1];
    expect(plainData(holes, 'it')).toEqual([1, undefined, 3]);
  });

  it('keeps what an experiment was written as', () => {
    const experiment = defineExperiment(smallExperiment);
    expect(asWritten(plainData(experiment, 'it'))).toEqual(smallExperiment);
  });

  it.each<[string, unknown, string]>([
    ['a function', { a: { b: () => 1 } }, 'it: a.b: expected plain data, given a function'],
    ['a class', Tags, 'it: expected plain data, given a function'],
    ['an instance', [new Tags()], 'it: [0]: expected plain data, given an instance of Tags'],
    ['a date', { a: new Date(0) }, 'it: a: expected plain data, given an instance of Date'],
    ['a map', new Map(), 'it: expected plain data, given an instance of Map'],
    ['a promise', Promise.resolve(1), 'given a promise: write `await` before it'],
    ['a bigint', { a: 10n }, 'it: a: expected plain data, given a bigint'],
    ['a symbol', { a: Symbol('x') }, 'it: a: expected plain data, given a symbol'],
    ['itself', holdsItself, 'it: b[0]: it holds itself'],
    ['100,000 levels', nested(100_000), 'nested more than 100 levels deep'],
    [
      'a getter that throws',
      {
        get a() {
          throw new Error('no');
        },
      },
      'it: reading it threw Error: no',
    ],
    [
      'a proxy that throws',
      new Proxy(
        { a: 1 },
        {
          ownKeys: () => {
            throw new Error('trap');
          },
        },
      ),
      'it: reading it threw Error: trap',
    ],
    ['a long list', new Array(4_000_000_000), 'it: a list of 4000000000 elements'],
    ['too much', new Array(1000).fill(new Array(1001).fill(0)), 'more than 1,000,000 values'],
    ['__proto__', JSON.parse('{"a": {"__proto__": {"b": 1}}}'), 'a.__proto__: no option can have'],
    ['constructor', { constructor: 1 }, 'it: constructor: no option can have this name'],
    [
      'an escape',
      { a: 'x\u001b[31m' },
      'it: a: a text cannot have the character U+001B, given "x\\u001b[31m"',
    ],
    ['a control character beyond ASCII', 'x\u009b', 'U+009B, given "x\\u009b"'],
    [
      'half a character',
      ['\ud800'],
      'it: [0]: a text cannot have the character U+D800, given "\\ud800"',
    ],
    [
      'a key with NUL',
      { 'a\0': 1 },
      'it: a key cannot have the character U+0000, given "a\\u0000"',
    ],
    ['a long key', { ['k'.repeat(2_000_000)]: 1 }, 'it: a key of 2000000 characters, "kkk'],
    [
      'many keys',
      Object.fromEntries(Array.from({ length: 10_000 }, (_, key) => [`k${key}`, 1])),
      'given 10000',
    ],
    ['a long text', { a: 'x'.repeat(2_000_000) }, 'it: a: a text of 2000000 characters, "xxx'],
  ])('refuses %s', (_what, value, message) => {
    const text = refusal(value);
    expect(text).toContain(message);
    expect(text.length).toBeLessThan(400);
  });

  it('stands before every experiment', () => {
    const seeds = { first: [1n] } as unknown as { first: number[] };
    expect(() => checkExperiment({ ...smallExperiment, seeds })).toThrow(
      'seeds.first[0]: expected pl',
    );
  });
});
