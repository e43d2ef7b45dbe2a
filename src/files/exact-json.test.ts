import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../errors/user-error.js';
import { Decimal, JsonObject, parseExactJson, plainJson } from './exact-json.js';

const plain = (text: string) => plainJson(parseExactJson(text, 'x.json'), 'x.json');

describe('parseExactJson', () => {
  it('reads what JSON.parse reads, but for decimals', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), fc.nat(3), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        if (/\\ud[89a-f]/i.test(text)) return;
        const read = JSON.stringify(plain(text), (_, inner: unknown) =>
          inner instanceof Decimal ? inner.value : inner,
        );
        expect(read).toBe(JSON.stringify(JSON.parse(text)));
      }),
      { numRuns: 500 },
    );
  });

  it('refuses what JSON.parse refuses, with a UserError', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.nat(),
        fc.constantFrom('', '"', '\\', '{', ']', ',', '-', '0', 'e', '\n', '\0'),
        (value, where, insert) => {
          const text = JSON.stringify(value);
          const at = where % (text.length + 1);
          const changed = text.slice(0, at) + insert + text.slice(at + 1);
          let expected: string | null = null;
          try {
            expected = JSON.stringify(JSON.parse(changed));
          } catch {}
          try {
            parseExactJson(changed, 'x.json');
            expect(expected).not.toBeNull();
          } catch (error) {
            if (!(error instanceof UserError)) throw error;
            // It refuses more: half of a surrogate pair, a number beyond float64.
            if (expected !== null) expect(changed).toMatch(/\\u|e/i);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('keeps keys that objects have by nature, their order, and tells 1 from 1.0', () => {
    const object = parseExactJson('{"__proto__":1,"9":1.0,"2":1e0,"1":-0,"":[]}', 'x');
    expect(object).toBeInstanceOf(JsonObject);
    expect([...(object as JsonObject).keys()]).toEqual(['__proto__', '9', '2', '1', '']);
    expect([...(object as JsonObject).values()]).toEqual([
      1,
      new Decimal(1),
      new Decimal(1),
      new Decimal(-0),
      [],
    ]);
  });

  it.each([
    ['{"a":1,"b":{"c":2,"c":3}}', 'x.json.b: the key "c" stands twice'],
    ['"\\ud83d"', 'x.json, line 1, column 8: half of a surrogate pair'],
    ['[1,\n1e999]', 'x.json, line 2, column 6: 1e999 is beyond a float64'],
    ['[1,]', 'x.json, line 1, column 4: not JSON'],
    ['['.repeat(200) + ']'.repeat(200), 'nested deeper than 127'],
  ])('says what is wrong with %s', (text, message) => {
    expect(() => plain(text)).toThrow(message);
  });
});
