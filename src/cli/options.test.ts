import { describe, expect, it } from 'vitest';
import {
  countArgument,
  figuresOption,
  jobsOption,
  microBatchOption,
  runsOption,
  seedArgument,
  seedsOption,
  testBatchOption,
  threadsOption,
} from './options.js';

type Reader = { parseArg?: ((text: string, before: never) => unknown) | undefined };
const read = (option: unknown, text: string) => (option as Reader).parseArg?.(text, [] as never);

describe('numbers at the command line', () => {
  it.each(['', ' ', '1e3', '0x10', '-1', '+1', '1.5', '1_000', '٣', '99999999999999999999', 'x'])(
    'are written in digits, not %j',
    (text) => {
      for (const reader of [seedArgument, countArgument])
        expect(() => reader(text)).toThrow(/^Expected a whole number from [01]/);
    },
  );

  it.each<[string, unknown, string, string]>([
    ['--jobs', jobsOption(), '1000000000', 'Expected a whole number from 1 to 1024.'],
    ['--threads', threadsOption(), '1000000000', 'Expected a whole number from 1 to 1024.'],
    ['--test-batch', testBatchOption(), '1000000000000000', 'a whole number from 1 to 10000000.'],
    ['--micro-batch', microBatchOption(), 'serch', 'from 1 to 10000000, or search.'],
  ])('have an end: %s', (_name, option, text, message) => {
    expect(() => read(option, text)).toThrow(message);
  });

  it('are read where they are right', () => {
    expect([seedArgument('4294967295'), countArgument('10')]).toEqual([4294967295, 10]);
    expect(read(microBatchOption(), 'search')).toBe('search');
    expect(() => seedArgument('4294967296')).toThrow('from 0 to 4294967295');
  });
});

describe('seeds at the command line', () => {
  it.each([
    ['10-', 'Expected a range such as 10-17 or a list such as 1,2,3, given "10-".'],
    ['17-10', 'The range "17-10" ends before it begins.'],
    ['1-1000000000000', 'A seed is at most 4294967295, given "1-1000000000000".'],
    ['9007199254740993', 'A seed is at most 4294967295, given "9007199254740993".'],
    ['0-9999,10000-19999', '20,000 seeds are listed, but at most 10,000 are allowed.'],
    ['x'.repeat(100_000), `given "${'x'.repeat(80)}... (100,000 characters)".`],
  ])('%.30s', (text, message) => {
    expect(() => read(seedsOption(), text)).toThrow(message);
  });
});

describe('folders at the command line', () => {
  it('are not empty', () => {
    for (const option of [runsOption(), figuresOption()]) {
      expect(() => read(option, '')).toThrow('Expected a path.');
      expect(read(option, 'a')).toBe('a');
    }
  });
});
