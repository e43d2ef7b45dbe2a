import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable, printableLines, quoted, shortened } from './printable.js';

/** What moves a terminal's cursor, sets its title, hides text or turns it round. */
const attacks = [
  ['\x1b[31mred\x1b[0m', '\\u001b[31mred\\u001b[0m'],
  ['\x1b]0;title\x07', '\\u001b]0;title\\u0007'],
  ['\x9b2J', '\\u009b2J'],
  ['a\x7fb\bc', 'a\\u007fb\\u0008c'],
  ['safe\rfalse', 'safe\\rfalse'],
  ['\u202eevil\u202c \u2066x\u2069 \u200f', '\\u202eevil\\u202c \\u2066x\\u2069 \\u200f'],
  ['a\u2028b\u2029c\x85', 'a\\u2028b\\u2029c\\u0085'],
  ['\0', '\\u0000'],
  ['\ud800x', '\\ud800x'],
] as const;

describe('printable', () => {
  it.each(attacks)('shows %j as JSON writes it', (text, shown) => {
    expect(printable(text)).toBe(shown);
    expect(printableLines(text)).toBe(shown);
  });

  it('is one line; of several, line ends and tabs stay', () => {
    expect(printable('a\tb\nc')).toBe('a\\tb\\nc');
    expect(printableLines('a\tb\nc\r\n')).toBe('a\tb\nc\\r\n');
  });

  it('leaves letters of all languages, signs and emoji alone', () => {
    for (const text of ['Jāņa “x” \\n', 'שלום عربي 漢字', '👩‍👩‍👧 e\u0301', '\u{1f600}'])
      expect(printable(text)).toBe(text);
  });

  it('keeps JSON the JSON that it is, and leaves nothing that a terminal obeys', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const text = printableLines(JSON.stringify(value, null, 2));
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069]/u);
      }),
    );
  });
});

describe('shortened and quoted', () => {
  it('bound what is long', () => {
    expect(shortened('x'.repeat(2_500_000))).toBe(`${'x'.repeat(80)}... (2,500,000 characters)`);
    expect(quoted('x'.repeat(100), 3)).toBe('"xxx... (100 characters)"');
    expect(quoted({ a: 'x'.repeat(1e6) }, 10)).toBe('{"a":"xxxx... (1,000,008 characters)');
  });

  it('quote what JSON has no word for', () => {
    const values = ['a"\x1b\x9b', Number.POSITIVE_INFINITY, undefined, null, [1, 'b'], true];
    expect(values.map((value) => quoted(value))).toEqual([
      '"a\\"\\u001b\\u009b"',
      'Infinity',
      'undefined',
      'null',
      '[1,"b"]',
      'true',
    ]);
  });
});
