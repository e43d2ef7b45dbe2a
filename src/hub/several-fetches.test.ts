import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type LoopbackHub,
  large,
  repositoryName,
  sha256,
  startHub,
  stopHub,
} from '../../test/loopback-hub.js';
import { fetchCheckpoint } from './checkpoint.js';
import { PartialFile, receivedOf, TakenOver } from './partial-file.js';

const program = fileURLToPath(new URL('../../test/fetch-checkpoint.ts', import.meta.url));
const noLinks = fileURLToPath(new URL('../../test/fixtures/no-links.c', import.meta.url));
let hub: LoopbackHub;
let folder: string;
let children: ChildProcess[];

beforeEach(async () => {
  children = [];
  ({ hub, folder } = await startHub());
});

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await stopHub({ hub, folder });
});

interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** Fetches in a process of its own. */
function fetching(environment: NodeJS.ProcessEnv = {}) {
  const args = ['--import', import.meta.resolve('tsx'), program, repositoryName];
  const child = spawn(process.execPath, args, { env: { ...process.env, ...environment } });
  children.push(child);
  let out = '';
  let err = '';
  child.stdout.on('data', (text) => (out += text));
  child.stderr.on('data', (text) => (err += text));
  const ended = new Promise<Ended>((resolve) =>
    child.on('close', (status) => resolve({ status, out, err })),
  );
  return { child, ended };
}

const cached = (...path: string[]) => join(folder, 'hub', 'models--owner--tiny', ...path);
const blob = () => cached('blobs', sha256(large));
const weightsIn = (path: string) => readFileSync(join(path, 'model.safetensors'));
const partials = () => readdirSync(cached('blobs')).filter((name) => name.includes('incomplete'));

describe('several fetches of one name at once', () => {
  it('download it once, in processes of their own, and say whom they wait for', async () => {
    hub.pause = 1000;
    const three = [1, 2, 3].map(() => fetching());
    const waits = /model\.safetensors waits for process \d+\n/;
    const waiting = new Set<ChildProcess>();
    for (const { child } of three)
      child.stderr?.on('data', (text) => {
        if (waits.test(String(text))) waiting.add(child);
      });
    // All three are there: one downloads, two have begun to wait.
    while (waiting.size < 2) await setTimeout(20);
    hub.pause = 1;
    const all = await Promise.all(three.map(({ ended }) => ended));
    for (const { status, out, err } of all) {
      expect(status, err).toBe(0);
      expect(large.equals(weightsIn(out))).toBe(true);
    }
    expect(hub.stored).toHaveLength(1);
    expect(all.filter(({ err }) => waits.test(err))).toHaveLength(2);
    expect(partials()).toEqual([]);
  });

  it('download it once in one process', async () => {
    hub.pause = 10;
    const paths = await Promise.all(
      Array.from({ length: 8 }, () => fetchCheckpoint(repositoryName)),
    );
    expect(new Set(paths).size).toBe(1);
    expect(large.equals(weightsIn(paths[0] ?? ''))).toBe(true);
    expect(hub.stored).toHaveLength(1);
    expect(
      hub.requests.filter(({ method, host }) => method === 'GET' && host === 'hub'),
    ).toHaveLength(
      // The lists; the redirects and answers of two small files; the two redirects to the store.
      8 + 2 * 2 + 2,
    );
  });

  it('resume what killed processes left, from any byte, and wait for no dead one', async () => {
    hub.pause = 60;
    for (const least of [0, 120_000]) {
      const { child, ended } = fetching();
      while (!existsSync(cached('blobs')) || receivedOf(blob()) <= least) await setTimeout(5);
      child.kill('SIGKILL');
      await ended;
    }
    hub.pause = 0;
    const kept = receivedOf(blob());
    expect(kept).toBeGreaterThan(120_000);
    expect(large.equals(weightsIn(await fetchCheckpoint(repositoryName)))).toBe(true);
    expect(hub.stored.map(({ range }) => range)).toEqual([
      '',
      expect.stringMatching(/^bytes=\d+-$/),
      `bytes=${kept}-`,
    ]);
    expect(partials()).toEqual([]);
  });

  it('pass over a process of another machine that shows no sign of life', async () => {
    const locks = join(folder, 'hub', '.locks', 'models--owner--tiny', `${sha256(large)}.credence`);
    mkdirSync(locks, { recursive: true });
    const holder = { pid: 17, host: 'node3.example', started: '1' };
    writeFileSync(join(locks, 'lock.json'), JSON.stringify(holder));
    const seen = new Set<string | undefined>();
    const path = await fetchCheckpoint(repositoryName, {
      silence: 300,
      onProgress: ({ by }) => seen.add(by),
    });
    expect(large.equals(weightsIn(path))).toBe(true);
    expect(seen).toContain('process 17 on node3.example');
  });

  it('download alone where no lock can be made', async () => {
    mkdirSync(join(folder, 'hub'), { recursive: true });
    writeFileSync(join(folder, 'hub', '.locks'), 'a file in its place');
    hub.pause = 10;
    const paths = await Promise.all([1, 2, 3].map(() => fetchCheckpoint(repositoryName)));
    expect(large.equals(weightsIn(paths[0] ?? ''))).toBe(true);
    expect(partials()).toEqual([]);
  });

  it('never write to one file: who finds its own gone stops', () => {
    const path = join(folder, 'blob');
    const first = new PartialFile(path, true);
    first.write(Buffer.from('abc'), 0);
    const second = new PartialFile(path, true);
    expect(second.size).toBe(3);
    expect(() => first.write(Buffer.from('x'), 3)).toThrow(TakenOver);
    expect(() => first.clear()).toThrow(TakenOver);
    expect(() => first.finish(path)).toThrow(TakenOver);
    second.write(Buffer.from('def'), 3);
    second.finish(path);
    first.close();
    second.close();
    expect(readFileSync(path, 'utf8')).toBe('abcdef');
  });
});

const compiler = ['cc', 'gcc'].find((name) => {
  try {
    execFileSync(name, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});
const why = compiler === undefined ? ' (skipped: there is no C compiler)' : '';

describe('a file system without symbolic links', () => {
  it.skipIf(compiler === undefined)(
    `gets files in their place, which is said once${why}`,
    async () => {
      const library = join(folder, 'no-links.so');
      execFileSync(compiler ?? '', ['-shared', '-fPIC', '-o', library, noLinks]);
      const { status, out, err } = await fetching({ LD_PRELOAD: library }).ended;
      expect(status, err).toBe(0);
      expect(err.match(/has no symbolic links: files are moved or copied/g)).toHaveLength(1);
      expect(large.equals(weightsIn(out))).toBe(true);
      expect(readdirSync(cached('blobs'))).toEqual([]);
      const files = ['config.json', 'model.safetensors', 'tokenizer.json'];
      expect(readdirSync(out).sort()).toEqual(files);
    },
  );

  it('is taken for one by HF_HUB_DISABLE_SYMLINKS, without a word', async () => {
    vi.stubEnv('HF_HUB_DISABLE_SYMLINKS', '1');
    mkdirSync(cached('blobs'), { recursive: true });
    writeFileSync(blob(), large);
    const notes: string[] = [];
    const path = await fetchCheckpoint(repositoryName, { onNote: (line) => notes.push(line) });
    expect(large.equals(weightsIn(path))).toBe(true);
    expect(readdirSync(cached('blobs'))).toEqual([sha256(large)]);
    expect(statSync(join(path, 'model.safetensors')).nlink).toBe(1);
    expect(notes).toEqual([]);
  });
});
