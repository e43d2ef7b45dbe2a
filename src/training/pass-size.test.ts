import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PassSize } from './pass-size.js';

const outOfMemory = (): Error =>
  Object.assign(new Error('mm: no room'), { code: 'ERR_OUT_OF_MEMORY' });

/** Runs out of memory above `most` documents; notes what was tried. */
function machine(most: number) {
  const tried: number[] = [];
  let cleaned = 0;
  const attempt = (documents: number): string => {
    tried.push(documents);
    if (documents > most) throw outOfMemory();
    return `${documents} fit`;
  };
  return { tried, attempt, cleanUp: () => cleaned++, cleaned: () => cleaned };
}

describe('documents of a pass', () => {
  it('search: halves until they fit, and keeps what it found', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 400 }), (n, most) => {
        const passSize = new PassSize('search');
        const { tried, attempt, cleanUp, cleaned } = machine(most);
        const found = passSize.fit(n, attempt, cleanUp);
        expect(found).toBe(`${tried.at(-1)} fit`);
        expect(cleaned()).toBe(tried.length - 1);
        expect(tried.at(-1)).toBeLessThanOrEqual(most);
        if (n > most) expect(tried.at(-1)).toBeGreaterThanOrEqual(most / 2);
        const later = machine(most);
        passSize.fit(n, later.attempt, later.cleanUp);
        expect(later.tried).toEqual([tried.at(-1)]);
      }),
    );
  });

  it('a number, or all: an error says what fits', () => {
    const small = machine(40);
    expect(() => new PassSize(200, 'stages.a.').fit(256, small.attempt, small.cleanUp)).toThrow(
      'stages.a: memory ran out in a pass of 200 documents, and 25 fit: run again with ' +
        '--micro-batch 25, or with --micro-batch search',
    );
    expect(() => new PassSize(null).fit(256, small.attempt, small.cleanUp)).toThrow(
      'memory ran out in a pass of 256 documents, and 32 fit',
    );
  });

  it('not even one document: an error with the reason', () => {
    const none = machine(0);
    expect(() => new PassSize('search').fit(8, none.attempt, none.cleanUp)).toThrow(
      /memory ran out even in a pass of one document: .*\(mm: no room\)/,
    );
  });

  it('leaves other errors alone', () => {
    const fail = (): never => {
      throw new Error('shapes');
    };
    const untouched = (): never => {
      throw new Error('cleaned up');
    };
    expect(() => new PassSize('search').fit(8, fail, untouched)).toThrow('shapes');
  });
});
