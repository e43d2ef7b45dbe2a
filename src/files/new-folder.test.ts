import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { UserError } from '../errors/user-error.js';
import { checkNewFolder } from './new-folder.js';

it('lets only what is missing or empty be written to, and changes nothing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'credence-'));
  try {
    const out = join(folder, 'out');
    checkNewFolder(out, '--out');
    expect(readdirSync(folder)).toEqual([]);
    mkdirSync(out);
    checkNewFolder(out, '--out');
    for (const name of ['tokenizer.json', 'a', 'b', 'c', 'd']) writeFileSync(join(out, name), '');
    expect(() => checkNewFolder(out, '--out')).toThrow(
      new UserError(
        `--out ${out} is not empty (a, b, c and 2 more): name a new folder, or remove what is in ` +
          'it first',
      ),
    );
    expect(() => checkNewFolder(join(out, 'a'), '--out')).toThrow('a part of the path is a file');
    expect(readdirSync(out)).toHaveLength(5);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
