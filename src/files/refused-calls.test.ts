import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { refusedCalls, runModule } from '../../test/refused-calls.js';

const library = refusedCalls();
const why = library === null ? ' (skipped: no C compiler, or not Linux)' : '';
afterAll(() => {
  if (library !== null) rmSync(dirname(library), { recursive: true });
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'credence-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const module = (name: string) => JSON.stringify(new URL(`./${name}.ts`, import.meta.url).href);

/** Runs every writer where calls fail as named; what each says, or `ok`. */
function written(refused: Record<string, string>): Record<string, string> {
  const { out, err } = runModule(
    `
    import { JsonLinesWriter } from ${module('json-lines')};
    import { takeLease } from ${module('leases/lease')};
    import { writeWhole } from ${module('write-whole')};
    const folder = ${JSON.stringify(folder)};
    const writers = {
      whole: () => writeWhole(folder + '/a/b', 'content'),
      lock: () => takeLease(folder, 'seed 3').release(),
      lines: () => {
        const lines = new JsonLinesWriter(folder + '/lines');
        lines.append([1]);
        lines.close();
      },
    };
    const ends = Object.entries(writers).map(([name, write]) => {
      try {
        write();
        return [name, 'ok'];
      } catch (error) {
        return [name, error.name + ': ' + error.message.replaceAll(folder, 'F')];
      }
    });
    process.stdout.write(JSON.stringify(Object.fromEntries(ends)));`,
    { LD_PRELOAD: library ?? '', ...refused },
  );
  expect(err).toBe('');
  return JSON.parse(out) as Record<string, string>;
}

const ok = { whole: 'ok', lock: 'ok', lines: 'ok' };

describe.skipIf(library === null)(`a file system that refuses${why}`, () => {
  it.each([
    ['hard and symbolic links, as BeeGFS', { REFUSE_LINK: '1', REFUSE_SYMLINK: '1' }],
    ['links and folders to sync, as CIFS', { REFUSE_LINK: '95', REFUSE_FOLDER_FSYNC: '22' }],
    [
      'links, other rights and to sync, as gcsfuse',
      { REFUSE_LINK: '38', REFUSE_CHMOD: '1', REFUSE_FOLDER_FSYNC: '95', REFUSE_FSYNC: '38' },
    ],
  ])('%s is written to all the same', (_, refused) => {
    expect(written(refused)).toEqual(ok);
    expect(readdirSync(folder).sort()).toEqual(['a', 'lines']);
  });

  it('more room is named, and nothing is left of the lock and the draft', () => {
    expect(written({ REFUSE_WRITE: '28' })).toMatchObject({
      whole: 'UserError: Cannot write to F/a/b: the disk is full.',
      lock: 'UserError: Cannot write to F/lock.json: the disk is full.',
    });
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(['a', 'lines']);
  });

  it('more than the quota is named', () => {
    expect(written({ REFUSE_WRITE: '122' })).toMatchObject({
      whole: 'UserError: Cannot write to F/a/b: the disk quota is used up.',
    });
  });

  it('new names is named', () => {
    expect(written({ REFUSE_RENAME: '18' })).toEqual({
      ...ok,
      whole: 'UserError: Cannot write to F/a/b: the file system refuses it (rename: EXDEV).',
    });
    expect(readdirSync(join(folder, 'a'))).toEqual([]);
  });
});
