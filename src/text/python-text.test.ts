import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import python from '../../test/fixtures/tables/python-characters.json' with { type: 'json' };
import { firstDigits, hasOtherThanWords, splitPython, stripPython } from './python-text.js';

/** What `[c for c in range(0x110000) if chr(c).isspace()]` gives in Python 3.11.7. */
const spaces = [
  ...[0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1c, 0x1d, 0x1e, 0x1f, 0x20, 0x85, 0xa0, 0x1680],
  ...[0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a],
  ...[0x2028, 0x2029, 0x202f, 0x205f, 0x3000],
];

/** The code points that Python 3.11 knows, and whether each is in the given ranges. */
function* known(ranges: readonly (readonly number[])[]): Generator<[string, boolean]> {
  const within = new Set(ranges.flatMap(([from = 0, to = 0]) => span(from, to)));
  for (const [from = 0, to = 0] of python.assigned)
    for (const point of span(from, to)) yield [String.fromCodePoint(point), within.has(point)];
}

const span = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe("Python's characters", () => {
  const differing = (ranges: readonly number[][], test: (character: string) => boolean) =>
    [...known(ranges)].filter(([one, is]) => test(one) !== is).map(([one]) => one.codePointAt(0));

  it('are words, digits and white space here too', () => {
    const isWord = (one: string) => /[\p{L}\p{N}_]/u.test(one);
    expect(differing(python.words, isWord)).toEqual([]);
    expect(differing(python.digits, (one) => firstDigits(one, 1) !== null)).toEqual([]);
    expect(differing(python.spaces, (one) => stripPython(one) === '')).toEqual([]);
    expect(differing(python.spaces, (one) => splitPython(`a${one}b`).length === 2)).toEqual([]);
  });

  it('have the same lower case, those of newer versions of Unicode aside', () => {
    const text = [...known([])].map(([one]) => one.toLowerCase()).join('\n');
    expect(createHash('sha256').update(text).digest('hex')).toBe(python.lower);
  });
});

describe('stripPython', () => {
  it('takes off what Python 3.11 takes for white space, and nothing else', () => {
    expect(stripPython(' \u001f\u0085\u00a0\u3000a b\u001c\n')).toBe('a b');
    expect(stripPython('\ufeffa\u200b')).toBe('\ufeffa\u200b');
    const all = Array.from({ length: 0x110000 }, (_, point) => point);
    expect(all.filter((point) => stripPython(String.fromCodePoint(point)) === '')).toEqual(spaces);
  });
});

describe('splitPython', () => {
  it.each([
    ['a\x1cb \x1d\x1e\x1f c\u0085d', ['a', 'b', 'c', 'd']],
    ['\x1f_Bf\x1c', ['_Bf']],
    [' \ufeff a\u200bb\n', ['\ufeff', 'a\u200bb']],
    [' \x1f ', []],
    ['', []],
  ])('splits %j as str.split does', (text, words) => {
    expect(splitPython(text)).toEqual(words);
  });
});

describe('hasOtherThanWords', () => {
  it.each(['Marie_Curie', 'Édouard ª º µ ² ¼', 'a\u0085b\u001f', '91 Brae'])(
    'passes %j',
    (text) => {
      expect(hasOtherThanWords(text, 'refused')).toBe(false);
    },
  );

  it.each(['O’Hara', 'a-b', 'a.b', '×', '(a)'])('finds something in %j', (text) => {
    expect(hasOtherThanWords(text, 'refused')).toBe(true);
  });

  it('passes apostrophes where they may stand', () => {
    expect(hasOtherThanWords("'a'_'b'", 'allowed')).toBe(false);
    expect(hasOtherThanWords("'a'_'b'", 'refused')).toBe(true);
    expect(hasOtherThanWords('"a"', 'allowed')).toBe(true);
  });
});

describe('firstDigits', () => {
  it('reads digits of any script', () => {
    expect(firstDigits('12 May 1956', 4)).toBe(1956);
    expect(firstDigits('a 20031 b', 4)).toBe(2003);
    expect(firstDigits('١٩٥٦', 4)).toBe(1956);
    expect(firstDigits('２００３', 4)).toBe(2003);
    expect(firstDigits('\u{1d7d3}\u{1d7d8}\u{1d7e2}\u{1d7eb}', 4)).toBe(5009);
    expect(firstDigits('12 3 456', 4)).toBeNull();
  });
});
