import { describe, expect, it } from 'vitest';
import { firstDigits, hasOtherThanWords, stripPython } from './python-text.js';

describe('stripPython', () => {
  it('takes off what Python 3.11 takes for white space, and nothing else', () => {
    expect(stripPython(' \u001f\u0085\u00a0\u3000a b\u001c\n')).toBe('a b');
    expect(stripPython('\ufeffa\u200b')).toBe('\ufeffa\u200b');
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
