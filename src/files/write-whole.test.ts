import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WriteError } from './file-errors.js';
import { isDraft, writeWhole } from './write-whole.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'credence-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('writeWhole', () => {
  it('writes text, bytes and pieces, into folders that it makes', () => {
    const path = join(folder, 'a', 'b', 'file');
    writeWhole(path, 'é\n');
    expect(readFileSync(path)).toEqual(Buffer.from([0xc3, 0xa9, 0x0a]));
    writeWhole(path, new Uint8Array([1, 2]));
    expect(readFileSync(path)).toEqual(Buffer.from([1, 2]));
    writeWhole(path, [new Uint8Array([1, 2]), new Uint8Array(0), Buffer.from('x')]);
    expect(readFileSync(path)).toEqual(Buffer.from([1, 2, 0x78]));
    writeWhole(path, '');
    expect(readFileSync(path)).toHaveLength(0);
    expect(readdirSync(join(folder, 'a', 'b'))).toEqual(['file']);
  });

  it('leaves the old file while the new one comes, and when that fails', () => {
    const path = join(folder, 'file');
    writeWhole(path, 'old');
    const failure = new RangeError('the third piece is not to be had');
    function* pieces(): Generator<Uint8Array> {
      yield Buffer.from('ne');
      yield Buffer.from('w');
      expect(readFileSync(path, 'utf8')).toBe('old');
      const [draft, ...others] = readdirSync(folder).filter((name) => name !== 'file');
      expect(others).toEqual([]);
      expect(isDraft(draft ?? '')).toBe(true);
      expect(readFileSync(join(folder, draft ?? ''), 'utf8')).toBe('new');
      throw failure;
    }
    expect(() => writeWhole(path, pieces())).toThrow(failure);
    expect(readdirSync(folder)).toEqual(['file']);
    expect(readFileSync(path, 'utf8')).toBe('old');
  });

  it('keeps two writers of one file apart, also in one process', () => {
    const path = join(folder, 'file');
    function* pieces(): Generator<Uint8Array> {
      yield Buffer.from('outer 1, ');
      writeWhole(path, 'inner');
      expect(readFileSync(path, 'utf8')).toBe('inner');
      yield Buffer.from('outer 2');
    }
    writeWhole(path, pieces());
    expect(readFileSync(path, 'utf8')).toBe('outer 1, outer 2');
    expect(readdirSync(folder)).toEqual(['file']);
  });

  it('says what the file system refuses, and leaves nothing', () => {
    const file = join(folder, 'file');
    writeFileSync(file, 'mine');
    const below = join(file, 'a.json');
    expect(() => writeWhole(below, 'x')).toThrow(
      new WriteError(`Cannot write to ${below}: a part of the path is a file.`),
    );
    const taken = join(folder, 'taken');
    mkdirSync(taken);
    expect(() => writeWhole(taken, 'x')).toThrow(
      new WriteError(`Cannot write to ${taken}: it is a folder.`),
    );
    expect(readdirSync(folder).sort()).toEqual(['file', 'taken']);
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });
});

describe('isDraft', () => {
  it('knows what a killed process left, and no file of its name', () => {
    // The child is killed between two pieces, when its draft is begun.
    const script = `
      import { writeWhole } from ${JSON.stringify(new URL('./write-whole.ts', import.meta.url).href)};
      function* pieces() {
        yield Buffer.from('half');
        process.kill(process.pid, 'SIGKILL');
      }
      writeWhole(${JSON.stringify(join(folder, 'model.safetensors'))}, pieces());`;
    const args = ['--import', 'tsx', '--input-type=module', '-e', script];
    expect(spawnSync(process.execPath, args).signal).toBe('SIGKILL');
    const left = readdirSync(folder);
    expect(left).toHaveLength(1);
    expect(left.filter(isDraft)).toEqual(left);
    expect(existsSync(join(folder, 'model.safetensors'))).toBe(false);
    expect(['model.safetensors', 'notes.tmp', '.hidden', 'lock.json'].filter(isDraft)).toEqual([]);
  });
});
