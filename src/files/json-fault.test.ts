import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonFault } from './json-fault.js';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** JSON with a piece taken out and another put in, which often leaves it JSON. */
const nearlyJson = fc
  .tuple(
    fc.json(),
    fc.nat(),
    fc.nat({ max: 3 }),
    fc.constantFrom('', '"', '{', '}', '[', ']', ',', ':', '\\', '0', '-', '.', 'e', 'true', '\n'),
  )
  .map(([text, where, length, piece]) => {
    const at = where % (text.length + 1);
    return text.slice(0, at) + piece + text.slice(at + length);
  });

describe('jsonFault', () => {
  it('finds something in every text that JSON.parse refuses, and in no other', () => {
    let refused = 0;
    fc.assert(
      fc.property(fc.oneof(nearlyJson, fc.string(), fc.json()), (text) => {
        if (!isJson(text)) refused++;
        expect(jsonFault(text) === null, JSON.stringify(text)).toBe(isJson(text));
      }),
      { numRuns: 3000 },
    );
    expect(refused).toBeGreaterThan(500);
  });

  it('looks no further than where the text could still have become JSON', () => {
    // Of a list that ends too early: with what closes it, the beginning is JSON.
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { minLength: 1 }), (list) => {
        const text = JSON.stringify(list);
        expect(jsonFault(text.slice(0, -1))?.at).toBe(text.length - 1);
        expect(jsonFault(`${text}x`)).toMatchObject({ at: text.length });
      }),
    );
  });

  it.each([
    ['{"a":1,}', 7, '"}"'],
    ['{"a" 1}', 5, '"1"'],
    ["{'a':1}", 1, '"\'"'],
    ['{"a":"b" "cd":1}', 9, '"cd"'],
    ['{a:1}', 1, 'a key in double quotes'],
    ['[1,2', 4, 'ends'],
    ['{"a":"xyz', 9, 'ends inside a string'],
    ['[01]', 2, '"1"'],
    ['{"a": NaN}', 6, '"NaN"'],
    ['["a\nb"]', 3, 'U+000A'],
    ['["\\x"]', 2, '"\\x"'],
    ['\ufeff{}', 0, 'U+FEFF'],
    ['// why\n{}', 0, '"/"'],
    ['', 0, 'ends'],
    ['[1] [2]', 4, '"["'],
  ])('says of %j where it is wrong and what is there', (text, at, what) => {
    const fault = jsonFault(text);
    expect(fault?.at).toBe(at);
    expect(fault?.what).toContain(what);
  });
});
