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

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'credence-fetch-'));
  served = new Map(Object.entries(contents).map(([name, bytes]) => [`/good/${name}`, bytes]));
  asked = [];
  server = createServer(({ url = '' }, response) => {
    asked.push(url);
    const bytes = served.get(url);
    if (bytes === undefined) response.writeHead(404).end('no');
    else response.end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
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

  it('does not write over another file', async () => {
    writeFileSync(join(folder, 'a.gz'), 'something of my own');
    await expect(fetchMnist(folder, { mirrors: [mirror('good')], files })).rejects.toThrow(
      /a\.gz is not the public file: 19 bytes, expected 6; remove it, or fetch into another folder/,
    );
    expect(readFileSync(join(folder, 'a.gz'), 'utf8')).toBe('something of my own');
  });
});
