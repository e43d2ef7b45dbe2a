import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { UserError } from '../errors/user-error.js';
import { parseJson, readJson, writeJson } from './json-file.js';
import { jsonMap } from './json-map.js';

const schema = z.strictObject({
  name: z.string(),
  sizes: z.array(z.strictObject({ width: z.int() })).default([]),
});
let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'credence-'));
  path = join(folder, 'a.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

function problemOf(text: string): string {
  writeFileSync(path, text);
  try {
    readJson(path, schema);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  return 'none';
}

describe('readJson', () => {
  it('reads what writeJson wrote', () => {
    const value = { name: 'é\n', sizes: [{ width: 3 }] };
    writeJson(path, value);
    expect(readJson(path, schema)).toEqual(value);
  });

  it('names file, line and column where a file is no JSON', () => {
    expect(problemOf('{\n  "name": "ä",,\n}')).toMatch(`${path}, line 2, column 15: not JSON: `);
    expect(problemOf('{"name": "\u{1f600}" x}')).toMatch(`${path}, line 1, column 14: not JSON: `);
    expect(problemOf('{\n')).toMatch(`${path}, line 2, column 1: not JSON: `);
  });

  it('names the key and what was expected where the shape is another', () => {
    expect(problemOf('{"name": 3}')).toBe(`${path}: name: expected string, received number`);
    expect(problemOf('{}')).toBe(`${path}: name: expected string, but it is missing`);
    expect(problemOf('[]')).toBe(`${path}: expected object, received array`);
    const sizes = '[{"width": 1}, {"width": "2"}]';
    expect(problemOf(`{"name": "x", "sizes": ${sizes}}`)).toMatch(`${path}: sizes[1].width: `);
  });

  it('names three problems at most', () => {
    const sizes = Array.from({ length: 50 }, () => ({ width: '1' }));
    const problem = problemOf(JSON.stringify({ name: 'x', sizes }));
    expect(problem.match(/sizes\[\d+\]/g)).toEqual(['sizes[0]', 'sizes[1]', 'sizes[2]']);
    expect(problem).toMatch(/; and 47 more$/);
  });

  it('keeps every key of an object whose keys are the file’s', () => {
    const text = '{"__proto__": 1, "constructor": 2, "": 3}';
    const map = parseJson(text, jsonMap(z.int()), 'a.json');
    expect([...map]).toEqual([
      ['__proto__', 1],
      ['constructor', 2],
      ['', 3],
    ]);
    const problem = (wrong: string) => () =>
      parseJson(wrong, z.object({ vocab: jsonMap(z.int()) }), 'a.json');
    expect(problem('{"vocab": {"__proto__": "x"}}')).toThrow(
      'a.json: vocab.__proto__: expected number, received string',
    );
    expect(problem('{"vocab": []}')).toThrow('a.json: vocab: expected object, received array');
    expect(problem('{}')).toThrow('a.json: vocab: expected object, but it is missing');
  });

  it('quotes no more of a file than a message can hold', () => {
    const long = 'k'.repeat(2_500_000);
    expect(problemOf(`{"${long}": 1}`).length).toBeLessThan(500);
    const map = () => parseJson(`{"${long}": "x"}`, jsonMap(z.int()), 'a.json');
    expect(map).toThrow(/^a\.json: k{80}\.\.\. \(2,500,000 characters\): expected number/);
  });

  it.each([
    ['deep lists', '['.repeat(5_000_000), 'line 1, column 513: more than 512 lists and objects'],
    ['deep objects', '{"a":'.repeat(600), 'line 1, column 2561: more than 512 lists and objects'],
    ['escapes', `"${'\\n'.repeat(1_000_000)}`, 'column 2000002: not JSON: the text ends inside'],
    ['lines', `[${'\n'.repeat(1_000_000)}`, 'line 1000001, column 1: not JSON: expected a value'],
    ['a number', `${'9'.repeat(1_000_000)}x`, 'column 1000001: not JSON: expected the end'],
  ])('reads %s that go on and on in time', (_, text, message) => {
    expect(() => parseJson(text, z.unknown(), 'a.json')).toThrow(message);
  });

  it('follows nesting as deep as other readers do, whatever strings hold', () => {
    const text = `${'['.repeat(512)}"${'['.repeat(600)}\\\\"${']'.repeat(512)}`;
    expect(JSON.stringify(parseJson(text, z.unknown(), 'a.json'))).toBe(text);
  });

  it.each([
    ['UTF-16 without a mark', Buffer.from('{"name": "x"}', 'utf16le'), 'F is UTF-16: save it'],
    ['UTF-16, the other way', Buffer.from('{"name"', 'utf16le').swap16(), 'F is UTF-16: save it'],
    ['ISO-8859-1', Buffer.from('{\n"name": "caf\xe9"}', 'latin1'), 'F, line 2 (from byte 2): not'],
    ['half of a letter', Buffer.from('{"name": "\xc3"}', 'latin1'), 'F, line 1 (from byte 0): not'],
    [
      'a byte order mark',
      Buffer.from('\ufeff{"name": "x"}'),
      'column 1: not JSON: expected a value',
    ],
  ])('reads no %s as if it were UTF-8', (_, bytes, message) => {
    writeFileSync(path, bytes);
    expect(() => readJson(path, schema)).toThrow(message.replace(/^F/, path));
  });

  it('says why a file cannot be read', () => {
    expect(() => readJson(path, schema)).toThrow(
      new UserError(`cannot read ${path}: there is no such file or folder`),
    );
  });
});

describe('parseJson', () => {
  it('counts lines from the given one', () => {
    expect(() => parseJson('{"name"', schema, 'a.jsonl', 7)).toThrow(
      'a.jsonl, line 7, column 8: not JSON: ',
    );
    expect(() => parseJson('{}', schema, 'a.jsonl', 7)).toThrow('a.jsonl, line 7: name: ');
  });
});
