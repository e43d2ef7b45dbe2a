import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../errors/user-error.js';
import { readNormalizer } from './normalizers.js';
import { readPattern } from './patterns.js';
import { readPreTokenizer } from './pre-tokenizers.js';

const find = (source: string) => readPattern({ Regex: source }, 'tokenizer.json: Split.pattern');
const found = (source: string, text: string): string[] => {
  const places = find(source)(text);
  return places
    .filter((_, at) => at % 2 === 0)
    .map((start, at) => text.slice(start, places[2 * at + 1]));
};

describe('a regular expression of a tokenizer.json', () => {
  it('finds what Oniguruma finds, at places of UTF-16', () => {
    expect(found('\\p{Lu}\\p{Ll}*+', 'Über 😀 Éa 𐐀𐐨x')).toEqual(['Über', 'Éa', '𐐀𐐨x']);
    expect(find('😀')('a😀b😀')).toEqual([1, 3, 4, 6]);
    expect(found("(?i:'s|k)", "it'ſ a K")).toEqual(["'ſ", 'K']);
    expect(found('[^\\s]+', 'a\u0085b\ufeffc\u180ed\u001ce')).toEqual([
      'a',
      'b\ufeffc\u180ed\u001ce',
    ]);
  });

  it('takes every line break for one', () => {
    expect(found('\\w+\\R', 'ab\u0085c\r\nd\u2028e\n')).toEqual([
      'ab\u0085',
      'c\r\n',
      'd\u2028',
      'e\n',
    ]);
    expect(() => find('(?<=\\R)a')).toThrow('looks back');
  });

  it('finds the same when the memory grows between two searches', () => {
    for (let at = 0; at < 9000; at++) expect(find(`b${at}|\\s`)('a b')).toEqual([1, 2]);
  });

  it('finds nothing empty directly behind a match', () => {
    expect(find('x*')('axb')).toEqual([0, 0, 1, 2, 3, 3]);
    expect(find('')('ab')).toEqual([0, 0, 1, 1, 2, 2]);
  });

  it('is found beyond what one search passes over', () => {
    for (const far of [30, 31, 32, 33, 63, 64, 65, 1000, 5000])
      for (const letter of ['a', 'é', '😀']) {
        const before = letter.repeat(far);
        expect(find('X$')(`${before}X`)).toEqual([before.length, before.length + 1]);
        expect(find('X')(before)).toEqual([]);
        expect(find('$')(before)).toEqual([before.length, before.length]);
      }
  });

  it.each([
    ['(a+)+$', `${'a'.repeat(40)}!`],
    ['(a|a)*b', 'a'.repeat(3000)],
    ['(x+x+)+y', 'x'.repeat(50)],
    ['(\\w+\\s?)*:', 'word '.repeat(100)],
    ['\\s+$', `${' '.repeat(100_000)}x`],
    ['\\s++$', `${' '.repeat(100_000)}x`],
    ['(?=(.*,){12}z)', 'a,'.repeat(200)],
    ['(.*)(.*)(.*)(.*)(.*)\\1\\2\\3\\4\\5z', 'ab'.repeat(100)],
  ])('that goes back without end is a UserError that names it, in time: %s', (source, text) => {
    const matches = find(source);
    const before = process.cpuUsage();
    expect(() => matches(text)).toThrow(UserError);
    expect(() => matches(text)).toThrow(JSON.stringify(source));
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6, 'seconds for both').toBeLessThan(4);
    expect(found('a+', 'baab')).toEqual(['aa']);
  });

  it.each([
    ['(', 'unmatched parenthesis'],
    ['a{100001}', 'too big number'],
    ['\\p{Klingon}', 'the property "Klingon"'],
    ['[[:alpha:]]', 'the class [:alpha:]'],
    ['\\Ga', '\\G'],
    ['('.repeat(300) + ')'.repeat(300), 'groups in one another'],
    ['a'.repeat(10_001), 'longer than'],
    ['\ud800', 'not well formed'],
  ])('that is none, or none that is supported, is a UserError: %s', (source, said) => {
    expect(() => find(source)).toThrow(UserError);
    expect(() => find(source)).toThrow(said);
  });

  it('says where a later code point cannot be told from the one that stands for it', () => {
    expect(found('\\p{Lo}', '\u{31350}')).toEqual(['\u{31350}']);
    expect(() => find('[\\x{31350}-\\x{31360}]')('\u{31350}')).toThrow('U+31350');
    expect(() => find('\\p{Cyrillic}')('\u1c89')).toThrow('U+1C89');
  });

  it('is read, or refused by a UserError, whatever it is', () => {
    const fragments = [
      'a',
      '\\s',
      '(',
      ')',
      '[',
      ']',
      '*',
      '+',
      '?',
      '{2}',
      '{,',
      '|',
      '\\',
      '^',
      '$',
    ];
    const more = [
      '(?:',
      '(?=',
      '(?<!',
      '(?i)',
      '(?<n>',
      '\\k<n>',
      '\\1',
      '\\p{L}',
      '-',
      '&&',
      'é',
      '😀',
    ];
    const source = fc.array(fc.constantFrom(...fragments, ...more), { maxLength: 12 });
    fc.assert(
      fc.property(source, fc.string({ unit: 'grapheme', maxLength: 20 }), (parts, text) => {
        try {
          const places = find(parts.join(''))(text);
          expect(places.every((place, at) => at === 0 || place >= (places[at - 1] ?? 0))).toBe(
            true,
          );
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
      { numRuns: 3000, seed: 11 },
    );
  });
});

describe('the parts that work on texts', () => {
  const dropsNothing = [
    { type: 'Split', pattern: { Regex: '\\s+|x*' }, behavior: 'Isolated', invert: false },
    { type: 'Split', pattern: { Regex: '\\w' }, behavior: 'MergedWithNext', invert: false },
    { type: 'Split', pattern: { Regex: '\\w' }, behavior: 'MergedWithPrevious', invert: true },
    { type: 'Split', pattern: { String: ' ' }, behavior: 'Contiguous', invert: true },
    { type: 'Punctuation', behavior: 'MergedWithPrevious' },
    { type: 'Digits', individual_digits: false },
    { type: 'FixedLength', length: 2 },
    { type: 'Metaspace', replacement: ' ', prepend_scheme: 'never' },
  ];

  it.each(dropsNothing)('cut a text whole: $type', (part) => {
    const preTokenize = readPreTokenizer(part, 'pre_tokenizer');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const pieces = preTokenize([{ text, first: true }]);
        expect(pieces.map((piece) => piece.text).join('')).toBe(text);
        expect(pieces.every((piece) => piece.text !== '')).toBe(true);
      }),
      { seed: 12 },
    );
  });

  it.each([
    [{ type: 'UnicodeScripts' }, 'the pre-tokenizer "UnicodeScripts" is not supported'],
    [{ type: 'Digits' }, 'Digits.individual_digits'],
    [{ type: 'Digits', individual_digits: true, also: 1 }, '"also"'],
    [{ type: 'Split', pattern: { String: 'a' }, behavior: 'isolated', invert: false }, '.behavior'],
    [{ type: 'Split', pattern: 'a', behavior: 'Isolated', invert: false }, '.pattern'],
    [{ type: 'Metaspace', replacement: 'ab' }, '.replacement'],
    [{ type: 'Metaspace', replacement: '▁', add_prefix_space: false }, '.add_prefix_space'],
    [{ type: 'FixedLength', length: 0 }, '.length'],
    [{ type: 'Sequence', pretokenizers: [{ type: 'Whitespace' }, null] }, 'pretokenizers[1]'],
    ['Whitespace', 'pre_tokenizer'],
  ])('are refused by name where an option is wrong: %j', (part, said) => {
    expect(() => readPreTokenizer(part, 'a/tokenizer.json: pre_tokenizer')).toThrow(UserError);
    expect(() => readPreTokenizer(part, 'a/tokenizer.json: pre_tokenizer')).toThrow(said);
  });

  it.each([
    [{ type: 'Strip' }, 'Strip.strip_left'],
    [{ type: 'NFC', form: 'D' }, '"form"'],
    [{ type: 'Precompiled', precompiled_charsmap: 'AAAA' }, '.precompiled_charsmap'],
    [{ type: 'Replace', pattern: { Regex: '(' }, content: '' }, 'Replace.pattern.Regex'],
    [{ type: 'Romanize' }, 'the normalizer "Romanize" is not supported'],
    [{ type: 'Sequence', normalizers: [null] }, 'normalizers[0]'],
  ])('are refused by name where an option is wrong: %j', (part, said) => {
    expect(() => readNormalizer(part, 'a/tokenizer.json: normalizer')).toThrow(UserError);
    expect(() => readNormalizer(part, 'a/tokenizer.json: normalizer')).toThrow(said);
  });

  it('do not guess where a text began that may have been rewritten and cut', () => {
    const first = { type: 'Metaspace', replacement: '▁', prepend_scheme: 'first' };
    const part = { type: 'Sequence', pretokenizers: [{ type: 'WhitespaceSplit' }, first] };
    expect(() => readPreTokenizer(part, 'pre_tokenizer', { rewritten: true })).toThrow(
      'pretokenizers[1]: Metaspace.prepend_scheme',
    );
    expect(() => readPreTokenizer(first, 'pre_tokenizer', { rewritten: true })).not.toThrow();
  });
});
