import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tar from 'tar';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { birdsExperiment, trainHere, writeBirds } from '../../../test/small-table.js';
import { sha256OfBytes } from '../../files/hash.js';
import { readRecord } from '../experiment-record.js';
import { storedStages } from '../store/stage-folders.js';
import { readStore } from '../store/stored-experiments.js';
import { verifyStages } from '../store/verification.js';
import { isStored } from './manifest.js';
import { dispose, manifestOf, packingOf, writeArchive } from './pack.js';
import { unpack } from './unpack.js';

const root = mkdtempSync(join(tmpdir(), 'credence-archive-'));
const [runs, file] = [join(root, 'runs'), join(root, 'birds.csv')];
afterAll(() => rmSync(root, { recursive: true }));

function result<Result>(steps: Generator<unknown, Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

async function packed(name: string, weights = true): Promise<string> {
  const to = join(root, name);
  const packing = packingOf(readStore(runs).experiments, runs, { weights });
  await writeArchive(packing, result(manifestOf(packing)), to);
  dispose(packing);
  return to;
}

const contents = (folder: string): string[] =>
  readdirSync(folder, { recursive: true })
    .map(String)
    .filter((path) => /\.\w+$/.test(path))
    .map((path) => `${path} ${sha256OfBytes(readFileSync(join(folder, path)))}`)
    .sort();

beforeAll(() => {
  writeBirds(file);
  trainHere(birdsExperiment(file), runs);
});

describe('an archive', () => {
  it('has all that a report needs, without the data, byte for byte', async () => {
    const archive = await packed('whole.tar');
    const there = join(root, 'there');
    const before = readFileSync(file);
    rmSync(file);
    expect(unpack(archive, there)).toMatchObject({ there: 0, manifest: { version: 1 } });
    expect(contents(there)).toEqual(contents(runs));
    const [stored] = readStore(there).experiments;
    expect(readRecord(stored?.experiment ?? birdsExperiment(file), there).finished).toEqual([1, 2]);
    writeFileSync(file, before);
    // Once more: all is there.
    expect(unpack(archive, there)).toMatchObject({ added: 0 });
    await expect(packed('whole.tar')).rejects.toThrow('whole.tar exists already: remove it');
  });

  it('has no weights where none are wanted, and is whole all the same', async () => {
    const there = join(root, 'light');
    unpack(await packed('light.tgz', false), there);
    expect(contents(there).some((path) => path.includes('model.safetensors'))).toBe(false);
    expect(result(verifyStages(storedStages(there))).faults).toEqual([]);
    expect(readRecord(birdsExperiment(file), there).finished).toEqual([1, 2]);
  });

  it('is refused where other results of a stage are there, and then nothing changes', async () => {
    const there = join(root, 'other');
    const archive = await packed('other.tar');
    unpack(archive, there);
    const done = contents(there).find((path) => /^[^/]*\/seed-2\/tests-\w+\/done\.json/.test(path));
    const path = join(there, done?.split(' ')[0] ?? '');
    const text = readFileSync(path, 'utf8');
    const hash = /"metrics\.jsonl": \{[^}]*"sha256": "(\w+)"/.exec(text)?.[1] ?? '';
    writeFileSync(path, text.replace(hash, 'f'.repeat(64)));
    const before = contents(there);
    expect(() => unpack(archive, there)).toThrow(
      /metrics\.jsonl differs from the archive's: another training of the same stage/,
    );
    expect(contents(there)).toEqual(before);
    expect(readdirSync(there).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('that is damaged, cut or none is refused, and leaves nothing', async () => {
    const archive = await packed('broken.tar');
    const bytes = readFileSync(archive);
    const flipped = Buffer.from(bytes);
    flipped[bytes.length >> 1] = (flipped[bytes.length >> 1] ?? 0) ^ 1;
    const there = join(root, 'none');
    for (const [content, message] of [
      [flipped, /does not have the checksum that is listed|cannot be unpacked/],
      [bytes.subarray(0, bytes.length >> 1), /cannot be unpacked|is missing/],
      [Buffer.from('no archive '.repeat(100)), /cannot be unpacked|has no pack\.json/],
      [Buffer.alloc(0), /cannot be unpacked|has no pack\.json/],
    ] as const) {
      writeFileSync(archive, content);
      expect(() => unpack(archive, there)).toThrow(message);
      expect(existsSync(there)).toBe(false);
    }
    expect(() => unpack(join(root, 'absent.tar'), there)).toThrow(
      'there is no such file or folder',
    );
  });
});

describe('an archive of somebody else', () => {
  const stage = '0123456789ab/seed-1';

  /** An archive of these files behind a list that names them, as `list` changes it. */
  function archiveOf(
    files: Readonly<Record<string, string>>,
    list: object = {},
    link?: string,
  ): string {
    const from = mkdtempSync(join(root, 'evil-'));
    const listed = Object.entries(files).map(([path, text]) => {
      const bytes = Buffer.from(text);
      return [path, { bytes: bytes.length, sha256: sha256OfBytes(bytes) }];
    });
    const manifest = {
      version: 1,
      credence: '1',
      packed: new Date().toISOString(),
      experiments: [],
    };
    const own = { ...manifest, files: { ...Object.fromEntries(listed), ...list } };
    writeFileSync(join(from, 'pack.json'), JSON.stringify(own));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(from, 'runs', path, '..'), { recursive: true });
      writeFileSync(join(from, 'runs', path), text);
    }
    if (link !== undefined) symlinkSync('/etc', join(from, 'runs', link));
    const to = `${from}.tar`;
    const names = ['pack.json', ...Object.keys(files).map((path) => `runs/${path}`)];
    const all = link === undefined ? names : [...names, `runs/${link}`];
    tar.create({ file: to, cwd: from, sync: true, preservePaths: true }, all);
    return to;
  }

  it.each([
    ['a path outside', { '../outside.json': 'x' }, /"\.\.\/outside\.json" is no path of results/],
    ['a name of no result', { [`${stage}/run.sh`]: 'x' }, /run\.sh" is no path of results/],
    ['a lease', { [`${stage}/lock.json`]: 'x' }, /lock\.json" is no path of results/],
  ])('with %s is refused', (_, files, message) => {
    expect(() => unpack(archiveOf(files), join(root, 'mine'))).toThrow(message);
    expect(existsSync(join(root, 'outside.json'))).toBe(false);
    expect(existsSync(join(root, 'mine'))).toBe(false);
  });

  it('with a link, more than its list, or other sizes is refused', () => {
    const files = { [`${stage}/run.json`]: '{}' };
    const there = join(root, 'mine');
    expect(() => unpack(archiveOf(files, {}, 'README.txt'), there)).toThrow(
      /is a SymbolicLink, no file/,
    );
    const size = { bytes: 1, sha256: '0'.repeat(64) };
    expect(() => unpack(archiveOf(files, { [`${stage}/run.json`]: size }), there)).toThrow(
      /run\.json has 2 bytes, 1 are listed/,
    );
    expect(() => unpack(archiveOf(files, { [`${stage}/done.json`]: size }), there)).toThrow(
      /done\.json is missing/,
    );
    const huge = { bytes: 2 ** 52, sha256: '0'.repeat(64) };
    expect(() => unpack(archiveOf(files, { [`${stage}/done.json`]: huge }), there)).toThrow(
      /free$/,
    );
    expect(existsSync(there)).toBe(false);
  });

  it('may have the paths of a runs folder alone', () => {
    for (const path of ['README.txt', 'experiments/a-b.0123.json', `${stage}/epoch-3/config.json`])
      expect(isStored(path)).toBe(true);
    for (const path of [
      '/etc/passwd',
      'a/../b.json',
      `${stage}//x.json`,
      `${stage}/.x.tmp`,
      'x.json',
    ])
      expect(isStored(path)).toBe(false);
  });
});
