import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fetchMnist } from './download.js';

const contents = { 'a.gz': Buffer.from('images'), 'b.gz': Buffer.from('labels and more') };
const files = Object.fromEntries(
  Object.entries(contents).map(([name, bytes]) => [
    name,
    { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') },
  ]),
);

let folder: string;
let server: Server;
/** What the mirrors `good` and `other` serve, by path. */
let served: Map<string, Buffer>;
let asked: string[];
let authorizations: (string | undefined)[];
/** How many requests of the mirror `good` are put off. */
let busy: number;
let encoding: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'credence-fetch-'));
  served = new Map(Object.entries(contents).map(([name, bytes]) => [`/good/${name}`, bytes]));
  asked = [];
  authorizations = [];
  busy = 0;
  encoding = '';
  server = createServer(({ url = '', headers }, response) => {
    asked.push(url);
    authorizations.push(headers.authorization);
    if (url.startsWith('/good/') && busy-- > 0) {
      response.writeHead(429, { 'retry-after': '7' }).end();
      return;
    }
    if (encoding !== '') response.setHeader('content-encoding', encoding);
    const bytes = served.get(url);
    if (bytes === undefined) response.writeHead(404).end('no');
    else response.end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

const mirror = (name: string): string =>
  `http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}`;

describe('fetching the files of MNIST', () => {
  it('takes each from the first mirror that has it as it must be', async () => {
    served.set('/other/a.gz', Buffer.from('imagez'));
    const seen: string[] = [];
    const onFile = (file: string) => seen.push(file);
    await fetchMnist(folder, { mirrors: [mirror('other/'), mirror('good')], files, onFile });
    for (const [name, bytes] of Object.entries(contents))
      expect(readFileSync(join(folder, name))).toEqual(bytes);
    expect(asked).toEqual(['/other/a.gz', '/good/a.gz', '/other/b.gz', '/good/b.gz']);
    expect(seen).toEqual(['a.gz', 'b.gz']);
  });

  it('leaves what is there, and asks nobody for it', async () => {
    for (const [name, bytes] of Object.entries(contents)) writeFileSync(join(folder, name), bytes);
    await fetchMnist(folder, { mirrors: [mirror('good')], files });
    expect(asked).toEqual([]);
  });

  it('says what every mirror answered, and leaves no part of a file', async () => {
    served = new Map([
      ['/other/a.gz', Buffer.from('imagez')],
      ['/good/a.gz', Buffer.from('image')],
    ]);
    const mirrors = [mirror('other'), mirror('good'), mirror('none')];
    await expect(fetchMnist(folder, { mirrors, files })).rejects.toThrow(
      /a\.gz cannot be fetched: .*other\/a\.gz: its SHA-256 is [0-9a-f]{64}, expected [0-9a-f]{64}; .*good\/a\.gz: 5 bytes, expected 6; .*none\/a\.gz: status 404/,
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it('may be run several times at once', async () => {
    const runs = [1, 2, 3, 4].map(() => fetchMnist(folder, { mirrors: [mirror('good')], files }));
    await Promise.all(runs);
    expect(readdirSync(folder).sort()).toEqual(['a.gz', 'b.gz']);
    for (const [name, bytes] of Object.entries(contents))
      expect(readFileSync(join(folder, name))).toEqual(bytes);
  });

  it('waits for mirrors that are busy, and takes no more than it wants', async () => {
    const waits: number[] = [];
    const notes: string[] = [];
    served.set('/good/b.gz', Buffer.alloc(5_000_000));
    busy = 2;
    const fetching = fetchMnist(folder, {
      mirrors: [mirror('none'), mirror('good')],
      files,
      wait: async (ms) => void waits.push(ms),
      onNote: (line) => notes.push(line),
    });
    await expect(fetching).rejects.toThrow(
      /^b\.gz cannot be fetched: .*good\/b\.gz: more than the expected 15 bytes$/,
    );
    expect(readFileSync(join(folder, 'a.gz'))).toEqual(contents['a.gz']);
    expect(waits).toEqual([7000, 7000]);
    expect(notes[0]).toMatch(/^a\.gz: .*good.* answers with status 429; trying again in 7 s/);
  });

  it('takes files that a server says are compressed on the way', async () => {
    encoding = 'gzip';
    await fetchMnist(folder, { mirrors: [mirror('good')], files });
    expect(readFileSync(join(folder, 'b.gz'))).toEqual(contents['b.gz']);
  });

  it('shows a name and a password to the mirror, and to nobody else', async () => {
    const secret = mirror('good').replace('//', '//me:secret@');
    await fetchMnist(folder, { mirrors: [secret], files });
    expect(authorizations[0]).toBe(`Basic ${Buffer.from('me:secret').toString('base64')}`);
    rmSync(join(folder, 'a.gz'));
    const elsewhere = secret.replace('/good', '/none');
    await expect(fetchMnist(folder, { mirrors: [elsewhere], files })).rejects.toThrow(
      /^(?!.*secret).*none\/a\.gz: status 404$/,
    );
    for (const wrong of [
      'me:secret@host',
      'ftp://me:secret@host',
      'http://',
      'http://me:secret@h:x',
    ])
      await expect(fetchMnist(folder, { mirrors: [wrong], files })).rejects.toThrow(
        /^the address of a folder with the files must begin with http(?!.*secret)/,
      );
  });

  it('does not write over another file', async () => {
    writeFileSync(join(folder, 'a.gz'), 'something of my own');
    await expect(fetchMnist(folder, { mirrors: [mirror('good')], files })).rejects.toThrow(
      /a\.gz is not the public file: 19 bytes, expected 6; remove it, or fetch into another folder/,
    );
    expect(readFileSync(join(folder, 'a.gz'), 'utf8')).toBe('something of my own');
  });
});
