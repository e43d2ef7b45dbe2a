import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { UserError } from '../errors/user-error.js';
import { parseJson, readJson, writeJson } from './json-file.js';

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
