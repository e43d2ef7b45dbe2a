import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  commit,
  type LoopbackHub,
  large,
  repositoryName,
  type Seen,
  sha256,
  startHub,
  stopHub,
} from '../../test/loopback-hub.js';
import { fetchCheckpoint } from './checkpoint.js';

let hub: LoopbackHub;
let folder: string;

beforeEach(async () => {
  ({ hub, folder } = await startHub());
});

afterEach(async () => {
  await stopHub({ hub, folder });
});

const cached = (...path: string[]) => join(folder, 'hub', 'models--owner--tiny', ...path);
const fetched = async (): Promise<Buffer> => {
  const path = await fetchCheckpoint(repositoryName, { wait: async () => {} });
  return readFileSync(join(path, 'model.safetensors'));
};
const isStored = ({ host }: Seen) => host === 'store';
const isHead = ({ method }: Seen) => method === 'HEAD';
const partials = () => readdirSync(cached('blobs')).filter((name) => name.includes('incomplete'));

function leavePartial(bytes: Buffer): void {
  mkdirSync(cached('blobs'), { recursive: true });
  writeFileSync(cached('blobs', `${sha256(large)}.credence-01234567.incomplete`), bytes);
}

/** Answers some requests in a way of its own. */
function answering(
  whose: (seen: Seen) => boolean,
  answer: (response: ServerResponse, seen: Seen) => boolean,
) {
  hub.instead = (seen, response) => whose(seen) && answer(response, seen);
}

/** Answers without saying how long the answer is. */
function inPieces(
  response: ServerResponse,
  headers: Record<string, string>,
  bytes: Buffer,
): boolean {
  response.writeHead(200, headers);
  response.write(bytes.subarray(0, 1000));
  response.end(bytes.subarray(1000));
  return true;
}

describe('what a hub sends', () => {
  it('stops at one byte more than declared', async () => {
    let sent = 0;
    answering(isStored, (response) => {
      const more = () => {
        sent += 100_000;
        if (!response.destroyed && sent < 400e6) response.write(Buffer.alloc(100_000), more);
      };
      more();
      return true;
    });
    await expect(fetched()).rejects.toThrow(
      /^model\.safetensors: 127\.0\.0\.1:\d+ sends more than the declared 300000 bytes; it was stop/,
    );
    expect(sent).toBeLessThan(50e6);
    expect(partials()).toEqual([]);
  });

  it.each([
    [300_001, {}, /sends more than the declared 300000 bytes/],
    [1000, {}, /sends 1000 bytes, 300000 were declared: is it a hub\?/],
    [10, { 'content-encoding': 'zstd' }, /compresses its answers in a way that is not known/],
    [10, { 'content-encoding': 'gzip' }, /the connection was cut: .*gave up/],
  ])('is refused where %d bytes come with %j', async (bytes, headers, message) => {
    answering(isStored, (response) => {
      response.writeHead(200, { 'content-length': bytes, ...headers }).end(Buffer.alloc(bytes));
      return true;
    });
    await expect(fetched()).rejects.toThrow(message);
  });

  it('may be compressed, or come without its length', async () => {
    const ways = [
      ['gzip', gzipSync(large)],
      ['br', brotliCompressSync(large)],
      ['deflate', deflateSync(large)],
      ['identity', large],
    ] as const;
    for (const [encoding, bytes] of ways) {
      rmSync(join(folder, 'hub'), { recursive: true, force: true });
      answering(isStored, (response) =>
        inPieces(response, { 'content-encoding': encoding }, bytes),
      );
      expect(large.equals(await fetched()), encoding).toBe(true);
    }
  });

  it('may have no length at all, of which there is no part to go on with', async () => {
    leavePartial(Buffer.alloc(1000));
    answering(
      (seen) => seen.url.startsWith('/moved/') && seen.url.endsWith('safetensors'),
      (response, { method }) => {
        const headers = { etag: `"${sha256(large)}"`, 'x-repo-commit': commit };
        if (method === 'GET') return inPieces(response, headers, large);
        response.writeHead(200, headers).end();
        return true;
      },
    );
    expect(large.equals(await fetched())).toBe(true);
    expect(hub.requests.filter(({ range }) => range !== '')).toEqual([]);
  });

  it('has no bomb in its compression', async () => {
    const bomb = gzipSync(Buffer.alloc(100e6));
    answering(isStored, (response) => inPieces(response, { 'content-encoding': 'gzip' }, bomb));
    await expect(fetched()).rejects.toThrow(/sends more than the declared 300000 bytes/);
  });

  it.each([
    ['bytes 0-299999/300000', large],
    ['bytes 100000-299999/300000', large.subarray(100_000)],
    ['bytes 200000-299999/*', large.subarray(200_000)],
    ['bytes 200000-249999/300000', large.subarray(200_000, 250_000)],
  ])('may answer a request for the rest with %s', async (range, bytes) => {
    leavePartial(large.subarray(0, 200_000));
    let times = 1;
    answering(isStored, (response) => {
      if (times-- <= 0) return false;
      response.writeHead(206, { 'content-range': range }).end(bytes);
      return true;
    });
    expect(large.equals(await fetched())).toBe(true);
  });

  it.each([
    [206, 'bytes 200001-299999/300000'],
    [206, 'bytes 200000-299999/299999'],
    [206, 'nonsense'],
    [416, 'bytes */300000'],
    [204, ''],
  ])('begins anew where the rest comes as %d with %s', async (status, range) => {
    leavePartial(large.subarray(0, 200_000));
    answering(
      ({ host, range: asked }) => host === 'store' && asked !== '',
      (response) => {
        response.writeHead(status, { 'content-range': range }).end();
        return true;
      },
    );
    expect(large.equals(await fetched())).toBe(true);
    expect(hub.stored.map(({ range: asked }) => asked)).toEqual(['bytes=200000-', '']);
  });

  it.each([204, 206, 416])('is refused with status %d where nothing was there', async (status) => {
    answering(isStored, (response) => {
      response.writeHead(status, { 'content-range': 'bytes 5-9/300000' }).end();
      return true;
    });
    await expect(fetched()).rejects.toThrow(`answers with status ${status} and other bytes than`);
  });

  it('begins anew where what was left is damaged, and only once', async () => {
    leavePartial(Buffer.alloc(200_000));
    expect(large.equals(await fetched())).toBe(true);
    rmSync(join(folder, 'hub'), { recursive: true });
    leavePartial(Buffer.alloc(300_000));
    hub.wrongByte = true;
    await expect(fetched()).rejects.toThrow(
      /the checksum \w{64}, expected .*; the file was deleted/,
    );
    expect(hub.stored.map(({ range }) => range)).toEqual(['bytes=200000-', '', '']);
    expect(partials()).toEqual([]);
  });

  it('is another file after a cut: it comes whole, of one kind', async () => {
    hub.cuts = 1;
    let times = 0;
    answering(isStored, () => {
      // The first half is of another file.
      hub.wrongByte = times++ === 0;
      return false;
    });
    expect(large.equals(await fetched())).toBe(true);
  });

  it('replaces a blob that is cut off', async () => {
    mkdirSync(cached('blobs'), { recursive: true });
    writeFileSync(cached('blobs', sha256(large)), large.subarray(0, 1000));
    expect(large.equals(await fetched())).toBe(true);
  });

  it('has a list of at most 32 MB', async () => {
    answering(
      ({ url }) => url.startsWith('/api/'),
      (response) => {
        const more = () => {
          if (!response.destroyed) response.write(' '.repeat(1_000_000), more);
        };
        more();
        return true;
      },
    );
    await expect(fetched()).rejects.toThrow(/answers with more than 33554432 bytes/);
  });

  it.each([
    ['W/"{}"', true],
    ['{}', true],
    ['"{}-gzip"', true],
    ['"{};br"', true],
    ['"abc"', false],
    ['"{}\u009b31m"', false],
    ['', false],
  ])('has a tag of %s', async (form, isRead) => {
    answering(
      (seen) => isHead(seen) && /moved.*safetensors/.test(seen.url),
      (response) => {
        const etag = form.replace('{}', sha256(large).toUpperCase());
        response.writeHead(200, { etag, 'content-length': large.length }).end();
        return true;
      },
    );
    if (isRead) expect(large.equals(await fetched())).toBe(true);
    else
      await expect(fetched()).rejects.toThrow(
        /gives no checksum for model\.safetensors of [ -~]*$/,
      );
  });
});

describe('where a hub sends us', () => {
  it.each([
    ['http://[', /redirects to what is no address of the web/],
    ['file:///etc/passwd', /redirects to what is no address of the web/],
    ['/again', /redirects more than 10 times/],
    ['http://me:secret@127.0.0.1:9/', /^(?!.*secret).*127\.0\.0\.1:9 does not answer/],
  ])('is not followed to %s', async (location, message) => {
    answering(
      () => true,
      (response) => {
        response.writeHead(302, { location }).end();
        return true;
      },
    );
    await expect(fetched()).rejects.toThrow(message);
  });
});

/** Text that stands in headers and numbers that stand for them. */
const oddText = fc.oneof(
  fc.constantFrom('', '0', '-1', '1e9', '300000', '9'.repeat(30), '"', 'W/', 'gzip', 'bytes 0-1/2'),
  fc.string({ maxLength: 40 }).map((text) => text.replaceAll(/[^\x20-\x7e]/g, '?')),
);

/** How an answer is changed; one that lasts comes again with every attempt. */
const change = fc.record({
  at: fc.nat(8),
  lasts: fc.boolean(),
  status: fc.option(
    fc.constantFrom(200, 201, 204, 206, 301, 304, 307, 400, 404, 410, 416, 418, 451, 500, 503, 599),
  ),
  headers: fc.dictionary(
    fc.constantFrom(
      'etag',
      'x-linked-etag',
      'x-linked-size',
      'x-repo-commit',
      'content-range',
      'content-encoding',
      'content-type',
      'location',
      'retry-after',
      'date',
      'ratelimit',
      'x-error-code',
    ),
    oddText,
    { maxKeys: 4 },
  ),
  body: fc.oneof(
    fc.constant(null),
    fc.json(),
    fc.string(),
    fc.constantFrom(
      '[',
      '['.repeat(200_000),
      '{"__proto__":1}',
      `{"sha":"${commit}"}`,
      '\u0000',
      '\ufeff{}',
      'x'.repeat(400_000),
    ),
    fc.jsonValue().map((siblings) => JSON.stringify({ sha: commit, siblings })),
    fc.jsonValue().map((sha) => JSON.stringify({ sha, siblings: [] })),
    fc
      .array(fc.string(), { maxLength: 5 })
      .map((names) =>
        JSON.stringify({ sha: commit, siblings: names.map((rfilename) => ({ rfilename })) }),
      ),
  ),
  cut: fc.boolean(),
});

describe('any answer of a hub', () => {
  it('ends in a whole file or in one UserError', async () => {
    const config = createHash('sha1').update('blob 2\0{}').digest('hex');
    hub.files = { 'config.json': Buffer.from('{}'), 'model.safetensors': Buffer.from('weights') };
    const ends = { whole: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 2 }), async (changes) => {
        rmSync(join(folder, 'hub'), { recursive: true, force: true });
        let count = 0;
        hub.instead = (_, response) => {
          const at = count++;
          const one = changes.find((each) => each.at === at || (each.lasts && at > each.at));
          if (one === undefined) return false;
          const { status, headers, body, cut } = one;
          response.writeHead(status ?? 200, { etag: `"${config}"`, ...headers });
          if (cut) response.write(body ?? 'some', () => response.destroy());
          else response.end(body ?? '{}');
          return true;
        };
        try {
          const path = await fetchCheckpoint(repositoryName, { wait: async () => {} });
          for (const [name, bytes] of Object.entries(hub.files))
            if (existsSync(join(path, name)))
              expect([bytes.toString(), '{}']).toContain(readFileSync(join(path, name), 'utf8'));
          ends.whole++;
        } catch (error) {
          expect(error).toMatchObject({ name: 'UserError' });
          expect((error as Error).message).toMatch(/^[ -~]{1,2000}$/);
          ends.refused++;
        }
      }),
      { numRuns: 200 },
    );
    expect(ends.whole).toBeGreaterThan(20);
    expect(ends.refused).toBeGreaterThan(20);
  });
});
