import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../errors/user-error.js';
import { contentOf } from './content.js';
import { withFile } from './decompressed.js';
import { readBytes, readText } from './read-file.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'credence-'));
  path = join(folder, 'input');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Every way in which a path is read whole, or opened. */
const readers = {
  bytes: (file: string) => readBytes(file),
  text: (file: string) => readText(file),
  content: (file: string) => contentOf(file, 'the file'),
  open: (file: string) => withFile(file, '', () => 0),
};

function problemsOf(file: string): string[] {
  return Object.values(readers).map((read) => {
    try {
      read(file);
      return 'none';
    } catch (error) {
      expect(error).toBeInstanceOf(UserError);
      return (error as Error).message.replace(file, 'F');
    }
  });
}

const everyReader = (reason: string) => [
  `cannot read F: ${reason}`,
  `cannot read F: ${reason}`,
  `the file F cannot be read: ${reason}`,
  `cannot read F: ${reason}`,
];
const notFile = (kind: string) =>
  everyReader(`it is ${kind}, not a file: write what it gives to a file first`);

describe('readers of files', () => {
  it('say of a folder that it is one', () => {
    mkdirSync(path);
    expect(problemsOf(path)).toEqual(everyReader('it is a folder'));
  });

  it.skipIf(process.platform === 'win32')('wait for no pipe, socket or device', async () => {
    spawnSync('mkfifo', [path]);
    expect(problemsOf(path)).toEqual(notFile('a pipe'));
    expect(problemsOf('/dev/zero').map((one) => one.replace('/dev/zero', 'F'))).toEqual(
      notFile('a device'),
    );
    const socket = join(folder, 'socket');
    const server = createServer().listen(socket);
    await once(server, 'listening');
    expect(problemsOf(socket)).toEqual(notFile('a socket'));
    server.close();
    await once(server, 'close');
  });

  it('say of other paths what is wrong', () => {
    expect(problemsOf(join(folder, 'none'))).toEqual(
      everyReader('there is no such file or folder'),
    );
    writeFileSync(path, 'x');
    const below = join(path, 'below');
    expect(problemsOf(below)).toEqual(everyReader('a part of the path is a file'));
    // A path of a file from outside can hold what no path may.
    for (const problem of problemsOf('a\0b')) expect(problem).toMatch(/null bytes/);
  });
});

describe('a compressed file', () => {
  const { TMPDIR } = process.env;
  afterEach(() => {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  });

  it.each(['/proc', '/no/such/folder', '/dev/null'])(
    'needs room for temporary files, which TMPDIR=%s is not',
    (place) => {
      const file = `${path}.gz`;
      writeFileSync(file, gzipSync('x'));
      process.env.TMPDIR = place;
      expect(() => withFile(file, '', () => 0)).toThrow(
        new RegExp(
          `input\\.gz cannot be decompressed, as there can be no temporary file in ${place}: ` +
            '.+; set TMPDIR to a folder with room for it, or decompress it yourself$',
        ),
      );
    },
  );

  it('is read as what it was, and refused where it is none', () => {
    const file = `${path}.gz`;
    writeFileSync(file, gzipSync('plain'));
    const bytes = Buffer.alloc(10);
    expect(withFile(file, '', (open) => readSync(open, bytes, 0, 10, 0))).toBe(5);
    expect(bytes.toString('latin1', 0, 5)).toBe('plain');
    for (const broken of [
      Buffer.from('plain'),
      gzipSync('plain').subarray(0, 15),
      Buffer.alloc(0),
    ]) {
      writeFileSync(file, broken);
      expect(() => withFile(file, '', () => 0)).toThrow(UserError);
    }
  });
});

describe('readBytes', () => {
  it('reads what is there, up to the bound', () => {
    const bytes = Buffer.from(Array.from({ length: 300 }, (_, index) => index % 256));
    writeFileSync(path, bytes);
    expect(readBytes(path)).toEqual(bytes);
    expect(readBytes(path, 300)).toEqual(bytes);
    expect(() => readBytes(path, 299)).toThrow(
      new UserError(`cannot read ${path}: it has 300 bytes, and at most 299 are read`),
    );
    writeFileSync(path, '');
    expect(readBytes(path)).toHaveLength(0);
  });
});

describe('readText', () => {
  it('reads UTF-8, and names the first line that is none', () => {
    writeFileSync(path, 'é\n\u{1f600}');
    expect(readText(path)).toBe('é\n\u{1f600}');
    writeFileSync(
      path,
      Buffer.concat([Buffer.from('"café"\n'), Buffer.from('"caf\xe9"\n', 'latin1')]),
    );
    expect(() => readText(path)).toThrow(
      `${path}, line 2 (from byte 8): not valid UTF-8; save it as UTF-8`,
    );
  });

  it.each([
    ['utf16le', Buffer.from('\ufeff{"a": 1}', 'utf16le')],
    ['utf16be', Buffer.from('\ufeff{"a": 1}', 'utf16le').swap16()],
  ])('knows %s by its mark', (_, bytes) => {
    writeFileSync(path, bytes);
    expect(() => readText(path)).toThrow(`${path} is UTF-16: save it as UTF-8`);
  });
});
