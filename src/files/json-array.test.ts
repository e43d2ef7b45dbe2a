import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type JsonElement, scanJsonArray } from './json-array.js';

const temporary = mkdtempSync(join(tmpdir(), 'credence-json-'));
afterAll(() => rmSync(temporary, { recursive: true }));

function scan(text: string, chunkBytes?: number): JsonElement[] {
  const path = join(temporary, 'list.json');
  writeFileSync(path, text);
  const descriptor = openSync(path, 'r');
  const elements: JsonElement[] = [];
  try {
    scanJsonArray(descriptor, 'list.json', (element) => elements.push(element), chunkBytes);
  } finally {
    closeSync(descriptor);
  }
  return elements;
}

describe('scanJsonArray', () => {
  it('hands out what JSON.parse reads, however small the chunks are', () => {
    const lists = fc.array(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()));
    fc.assert(
      fc.property(
        lists,
        fc.integer({ min: 1, max: 50 }),
        fc.nat({ max: 2 }),
        (list, chunk, gap) => {
          const text = JSON.stringify(list, null, gap);
          const elements = scan(text, chunk);
          expect(elements.map(({ value }) => value)).toEqual(JSON.parse(text));
          expect(elements.map(({ number }) => number)).toEqual(list.map((_, index) => index + 1));
          const bytes = Buffer.from(text);
          for (const { offset } of elements) expect(bytes[offset]).toBe(0x7b);
        },
      ),
    );
  });

  it.each([
    ['[{"a":1},{"b":', 'list.json ends at byte 14, inside element 2, which begins at byte 9'],
    ['[{"a":"}]', 'ends at byte 9, inside element 1, which begins at byte 1'],
    ['[{"a":1}', 'ends at byte 8, behind element 1: the file was cut short'],
    ['', 'list.json is empty: expected a JSON list of objects'],
    ['[{"a":1},{b}]', 'list.json, element 2, byte 10: not JSON: '],
    ['[{"é":1},{"a":nul}]', 'list.json, element 2, byte 15: not JSON: '],
    [
      `[{"a":${'['.repeat(600)}`.padEnd(1300, ']').concat('}]'),
      'element 1, byte 517: more than 512',
    ],
    ['{"a":1}', 'byte 0, behind element 0: "{" is out of place'],
    ['[{"a":1}]x', 'byte 9, behind element 1: "x" is out of place'],
    ['[1]', 'byte 1, behind element 0: "1" is out of place'],
  ])('refuses %s', (text, message) => {
    expect(() => scan(text)).toThrow(message);
  });
});
