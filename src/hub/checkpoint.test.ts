import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  commit,
  type LoopbackHub,
  large,
  repositoryName as name,
  sha256,
  startHub,
  stopHub,
} from '../../test/loopback-hub.js';
import type { DownloadProgress } from '../terminal/download-progress.js';
import { damagedFiles, verifyCache } from './blobs.js';
import { fetchCheckpoint } from './checkpoint.js';
import { localCheckpoint } from './local-checkpoint.js';

const token = 'hf_secret';
let repository: LoopbackHub;
let folder: string;

beforeEach(async () => {
  ({ hub: repository, folder } = await startHub());
  vi.stubEnv('HF_ENDPOINT', `${repository.endpoint}/`);
});

afterEach(async () => {
  await stopHub({ hub: repository, folder });
});

const cached = (...path: string[]) => join(folder, 'hub', 'models--owner--tiny', ...path);
/** Fetches without waiting before new attempts. */
const fetched = (options: Parameters<typeof fetchCheckpoint>[1] = {}) =>
  fetchCheckpoint(name, { wait: async () => {}, ...options });

describe('fetchCheckpoint', () => {
  it("fills the cache as Hugging Face's programs do, and asks the second time only once", async () => {
    const progress: DownloadProgress[] = [];
    const path = await fetched({ onProgress: (one) => progress.push(one) });
    expect(path).toBe(cached('snapshots', commit));
    expect(readdirSync(path).sort()).toEqual([
      'config.json',
      'model.safetensors',
      'tokenizer.json',
    ]);
    expect(large.equals(readFileSync(join(path, 'model.safetensors')))).toBe(true);
    expect(readlinkSync(join(path, 'model.safetensors'))).toBe(
      join('..', '..', 'blobs', sha256(large)),
    );
    expect(readFileSync(cached('refs', 'main'), 'utf8')).toBe(commit);
    expect(readdirSync(cached('blobs')).filter((file) => file.endsWith('.incomplete'))).toEqual([]);
    expect(progress.at(-1)).toEqual({ file: 'model.safetensors', done: 300_000, total: 300_000 });
    expect(localCheckpoint(name, 'main')).toBe(path);
    expect(localCheckpoint(name, commit)).toBe(path);
    repository.requests = [];
    expect(await fetched()).toBe(path);
    expect(repository.requests.map(({ url }) => url)).toEqual([
      `/api/models/${name}/revision/main`,
    ]);
    repository.requests = [];
    expect(await fetched({ revision: commit })).toBe(path);
    expect(repository.requests).toEqual([]);
  });

  it('fetches the shards that an index names, and a revision with a slash', async () => {
    const { 'model.safetensors': _, ...files } = repository.files;
    const weight_map = { a: 'model-1.safetensors', b: 'model-2.safetensors' };
    repository.files = {
      ...files,
      'model.safetensors.index.json': Buffer.from(JSON.stringify({ weight_map })),
      'model-1.safetensors': large.subarray(0, 100),
      'model-2.safetensors': large.subarray(100),
    };
    const path = await fetched({ revision: 'refs/pr/1' });
    const second = readFileSync(join(path, 'model-2.safetensors'));
    expect(large.subarray(100).equals(second)).toBe(true);
    expect(localCheckpoint(name, 'refs/pr/1')).toBe(path);
  });

  it('goes on after a cut where it stopped', async () => {
    repository.cuts = 7;
    const path = await fetched();
    expect(large.equals(readFileSync(join(path, 'model.safetensors')))).toBe(true);
    const ranges = repository.stored.map(({ range }) => range);
    expect(ranges).toHaveLength(8);
    expect(ranges[0]).toBe('');
    const begins = ranges.slice(1).map((range) => Number(/^bytes=(\d+)-$/.exec(range)?.[1]));
    expect(begins.every((begin, at) => begin > (begins[at - 1] ?? 0))).toBe(true);
  });

  it('goes on with what an earlier command left', async () => {
    mkdirSync(cached('blobs'), { recursive: true });
    const begun = (id: string) => cached('blobs', `${sha256(large)}.credence-${id}.incomplete`);
    writeFileSync(begun('01234567'), large.subarray(0, 100));
    writeFileSync(begun('76543210'), large.subarray(0, 250_000));
    const path = await fetched();
    expect(large.equals(readFileSync(join(path, 'model.safetensors')))).toBe(true);
    expect(repository.requests.at(-1)).toMatchObject({ host: 'store', range: 'bytes=250000-' });
  });

  it('begins anew where ranges are unknown, and gives up when nothing more comes', async () => {
    repository.ranges = false;
    repository.cuts = 1;
    expect(existsSync(await fetched())).toBe(true);
    rmSync(folder, { recursive: true });
    repository.cuts = 100;
    await expect(fetched()).rejects.toThrow(
      /^model\.safetensors of owner\/tiny: the connection .*; gave up after 12 attempts\. .* npx credence model fetch owner\/tiny$/,
    );
    expect(existsSync(cached('refs', 'main'))).toBe(false);
    expect(() => localCheckpoint(name, commit)).toThrow(
      /has owner\/tiny at 0123\w+ without model\.safetensors; fetch what is missing with: npx/,
    );
    repository.cuts = 0;
    expect(existsSync(await fetched())).toBe(true);
  });

  it('fetches a file of the cache anew that was cut or changed, whichever name is asked for', async () => {
    const path = await fetched();
    const blob = cached('blobs', sha256(large));
    for (const revision of ['main', commit]) {
      for (const content of [large.subarray(0, 1000), Buffer.from(large).fill(7, 500, 501)]) {
        writeFileSync(blob, content);
        const notes: string[] = [];
        expect(damagedFiles(path)).toEqual(['model.safetensors']);
        const again = await fetched({ revision, onNote: (line) => notes.push(line) });
        expect(large.equals(readFileSync(join(again, 'model.safetensors')))).toBe(true);
        expect(notes).toEqual([
          "model.safetensors in the hub's cache is damaged; it is fetched again",
        ]);
        expect(damagedFiles(path)).toEqual([]);
      }
    }
  });

  it('finds in the whole cache what is not as its name says', async () => {
    await fetched();
    const verify = () => {
      const verifying = verifyCache(join(folder, 'hub'));
      for (;;) {
        const { done, value } = verifying.next();
        if (done) return value;
        expect(value.bytes).toBeLessThanOrEqual(value.total);
      }
    };
    expect(verify()).toMatchObject({ blobs: 3, damaged: [] });
    const blob = cached('blobs', sha256(large));
    writeFileSync(blob, Buffer.from(large).fill(7, 500, 501));
    expect(verify()).toMatchObject({ blobs: 3, damaged: [{ path: blob, bytes: 300_000 }] });
  });

  it('deletes a file whose checksum is wrong, and says so', async () => {
    repository.wrongByte = true;
    await expect(fetched()).rejects.toThrow(
      /^model\.safetensors: received 300000 bytes with the checksum \w{64}, expected 300000 bytes with \w{64}; the file was deleted, fetch it again$/,
    );
    expect(readdirSync(cached('blobs'))).toHaveLength(2);
    repository.wrongByte = false;
    expect(existsSync(await fetched())).toBe(true);
  });

  it('shows its token to the hub, and not to the host that it is sent to', async () => {
    repository.wants = token;
    await expect(fetched()).rejects.toThrow(
      /no access without a token \(status 401\): it is gated\. Accept its terms at .*owner\/tiny, then set HF_TOKEN/,
    );
    await expect(fetched({ token: 'other' })).rejects.toThrow(/no access with the token given/);
    repository.requests = [];
    writeFileSync(join(folder, 'token'), `${token}\n`);
    await fetched();
    expect(new Set(repository.requests.map(({ host, auth }) => `${host} ${auth}`.trim()))).toEqual(
      new Set([`hub Bearer ${token}`, 'store']),
    );
  });

  it('refuses pickled weights and says how to convert them', async () => {
    const { 'model.safetensors': _, ...files } = repository.files;
    repository.files = files;
    await expect(fetched()).rejects.toThrow(/only as a pickle .* Convert it with transformers/);
    expect(existsSync(cached('refs'))).toBe(false);
  });

  it.each([
    [{ 'config.json': Buffer.from('{}') }, {}, /has no model\.safetensors and no model\.safetens/],
    [{ 'model.safetensors': large }, {}, /has no config\.json: so it is not a checkpoint/],
    [{}, { files: ['config.json'] }, /has no file config\.json at main/],
    [{}, { files: ['../config.json'] }, /"\.\.\/config\.json" is not a plain file name/],
    [{}, { revision: 'v2' }, /has no branch, tag or commit v2/],
    [{}, { revision: '../v2' }, /"\.\.\/v2" is not a valid revision/],
  ])('says what is missing of %j with %j', async (files: Record<string, Buffer>, how, message) => {
    repository.files = files;
    await expect(fetched(how)).rejects.toThrow(message);
  });

  it.each(['../outside.safetensors', '/etc/outside.safetensors', 'a/b.safetensors', '..'])(
    'follows no path such as %s out of the cache',
    async (shard) => {
      repository.files = {
        'config.json': Buffer.from('{}'),
        'model.safetensors.index.json': Buffer.from(JSON.stringify({ weight_map: { a: shard } })),
      };
      await expect(fetched()).rejects.toThrow(/lies outside the folder/);
      expect(repository.stored).toEqual([]);
    },
  );

  it.each([
    [404, 'RepoNotFound', /there is no such repository, or no revision main/],
    [403, '', /no access without a token \(status 403\): it is private, gated or does not exist/],
    [418, '', /answers with status 418/],
    [503, '', /the list of files of owner\/tiny: .* answers with status 503; gave up after 12/],
  ])('says what a status of %d means', async (status, code, message) => {
    repository.status = status;
    repository.errorCode = code;
    await expect(fetched()).rejects.toThrow(message);
  });

  it('says when nobody answers, and asks nobody when offline', async () => {
    await fetched();
    vi.stubEnv('HF_ENDPOINT', 'http://127.0.0.1:9');
    await expect(fetched()).rejects.toThrow(/127\.0\.0\.1:9 does not answer/);
    vi.stubEnv('HF_HUB_OFFLINE', '1');
    expect(await fetched()).toBe(cached('snapshots', commit));
    await expect(fetched({ revision: 'v2' })).rejects.toThrow(
      /does not have owner\/tiny at v2; fetch it without HF_HUB_OFFLINE.*, with: npx credence/,
    );
  });

  it('stops when aborted, and keeps what has come', async () => {
    const stop = new AbortController();
    const stopping = fetched({
      signal: stop.signal,
      onProgress: ({ file }) => {
        if (file === 'model.safetensors') stop.abort();
      },
    });
    await expect(stopping).rejects.toThrow(/abort/);
    expect(readdirSync(cached('blobs')).some((file) => file.endsWith('.incomplete'))).toBe(true);
  });
});

describe('localCheckpoint', () => {
  it('takes a folder as it is, and says which command fetches what is not there', async () => {
    const own = join(folder, 'own');
    mkdirSync(own);
    expect(() => localCheckpoint(own, 'main')).toThrow(/own has no config\.json/);
    writeFileSync(join(own, 'config.json'), '{}');
    expect(localCheckpoint(own, 'main')).toBe(own);
    expect(await fetchCheckpoint(own)).toBe(own);
    expect(() => localCheckpoint(name, 'main')).toThrow(
      /does not have owner\/tiny at main; fetch it with: npx credence model fetch owner\/tiny$/,
    );
    expect(() => localCheckpoint(name, 'step3000')).toThrow(
      /fetch owner\/tiny --revision step3000$/,
    );
    expect(() => localCheckpoint('./nowhere', 'main')).toThrow(/there is no folder \.\/nowhere/);
    expect(() => localCheckpoint('a/../b', 'main')).toThrow(/there is no folder a\/\.\.\/b/);
    expect(repository.requests).toEqual([]);
  });
});
