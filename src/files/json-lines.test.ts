import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { JsonLinesWriter, readJsonLines } from './json-lines.js';

const schema = z.strictObject({ step: z.int(), text: z.string() });
let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'credence-'));
  path = join(folder, 'rows.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('JSON Lines', () => {
  it('reads back what was appended, at once and after closing', () => {
    const file = new JsonLinesWriter(path);
    file.append([{ step: 1, text: 'a\nb' }]);
    expect(readJsonLines(path, schema)).toEqual([{ step: 1, text: 'a\nb' }]);
    file.append([
      { step: 2, text: 'é' },
      { step: 3, text: '' },
    ]);
    file.close();
    file.close();
    expect(readJsonLines(path, schema).map((row) => row.step)).toEqual([1, 2, 3]);
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(4);
  });

  it('names file and line of what is damaged', () => {
    writeFileSync(path, '{"step":1,"text":"a"}\n{"step":"2","text":"b"}\n');
    expect(() => readJsonLines(path, schema)).toThrow(`${path}, line 2: step: expected number`);
    writeFileSync(path, '{"step":1,"text":"a"}\nnonsense\n');
    expect(() => readJsonLines(path, schema)).toThrow(`${path}, line 2, column 1: not JSON`);
    writeFileSync(path, '{"step":1,"text":"a"}\n');
    appendFileSync(path, '{"step":2,"te');
    expect(() => readJsonLines(path, schema)).toThrow(`${path}, line 2: cut off`);
    expect(() => readJsonLines(join(folder, 'none'), schema)).toThrow(/^cannot read .*none: /);
  });
});
