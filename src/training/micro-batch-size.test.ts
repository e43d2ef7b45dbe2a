import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MicroBatchSize } from './micro-batch-size.js';

const outOfMemory = (): Error =>
  Object.assign(new Error('mm: no room'), { code: 'ERR_OUT_OF_MEMORY' });

/** Runs out of memory above `most` examples; notes what was tried. */
function machine(most: number) {
  const tried: number[] = [];
  let cleaned = 0;
  const attempt = (examples: number): string => {
    tried.push(examples);
    if (examples > most) throw outOfMemory();
    return `${examples} fit`;
  };
  return { tried, attempt, cleanUp: () => cleaned++, cleaned: () => cleaned };
}

describe('examples of a micro-batch', () => {
  it('search: halves until they fit, and keeps what it found', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 400 }), (n, most) => {
        const size = new MicroBatchSize('search');
        const { tried, attempt, cleanUp, cleaned } = machine(most);
        const found = size.fit(n, attempt, cleanUp);
        expect(found).toBe(`${tried.at(-1)} fit`);
        expect(cleaned()).toBe(tried.length - 1);
        expect(tried.at(-1)).toBeLessThanOrEqual(most);
        if (n > most) expect(tried.at(-1)).toBeGreaterThanOrEqual(most / 2);
        const later = machine(most);
        size.fit(n, later.attempt, later.cleanUp);
        expect(later.tried).toEqual([tried.at(-1)]);
      }),
    );
  });

  it('a number, or all: an error says what fits and which option keeps the results', () => {
    const small = machine(40);
    expect(() => new MicroBatchSize(200).fit(256, small.attempt, small.cleanUp)).toThrow(
      /^memory ran out with 200 examples in a micro-batch, but 25 fit: .* --micro-batch 25, /,
    );
    expect(() => new MicroBatchSize(null).fit(256, small.attempt, small.cleanUp)).toThrow(
      /^memory ran out with 256 examples in a micro-batch, but 32 fit: .* --micro-batch 32, /,
    );
  });

  it('not even one example: an error with the reason', () => {
    const none = machine(0);
    expect(() => new MicroBatchSize('search').fit(8, none.attempt, none.cleanUp)).toThrow(
      /memory ran out with a single example .*\(mm: no room\)/,
    );
  });

  it('search: another goes on from what was found', () => {
    const found = new MicroBatchSize('search');
    expect(found.found).toBeNull();
    const small = machine(40);
    found.fit(256, small.attempt, small.cleanUp);
    expect(found.found).toBe(32);
    const next = new MicroBatchSize('search');
    next.restore(found.found);
    const later = machine(40);
    next.fit(256, later.attempt, later.cleanUp);
    expect(later.tried).toEqual([32]);
    const given = new MicroBatchSize(100);
    given.restore(found.found);
    expect(given.found).toBeNull();
    expect(given.fit(256, (most) => most, small.cleanUp)).toBe(100);
  });

  it('leaves other errors alone', () => {
    const fail = (): never => {
      throw new Error('shapes');
    };
    const untouched = (): never => {
      throw new Error('cleaned up');
    };
    expect(() => new MicroBatchSize('search').fit(8, fail, untouched)).toThrow('shapes');
  });
});
