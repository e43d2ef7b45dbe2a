import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UserError } from '../errors/user-error.js';
import { Answer } from './answer.js';
import { Interrupted, retryAfterOf } from './interrupted.js';
import { proxyFor } from './proxies.js';
import { send, sendAndFollow } from './request.js';

const openssl = spawnSync('openssl', ['version']).status === 0 ? 'openssl' : null;
const noOpenssl = openssl === null ? ' (skipped: there is no openssl)' : '';

let seen: {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingMessage['headers'];
}[];
let server: Server;
/** A status for what is asked of the proxy; null: it answers itself. */
let status: number | null;

const portOf = (one: { address(): AddressInfo | string | null }) =>
  (one.address() as AddressInfo).port;

beforeEach(async () => {
  seen = [];
  status = null;
  // As a server and as a proxy, which here is the same.
  server = createServer((request, response) => {
    const { method, url = '', headers } = request;
    seen.push({ method, url, headers });
    const [, to] = /\?to=(.*)$/.exec(url) ?? [];
    if (to !== undefined) response.writeHead(302, { location: decodeURIComponent(to) }).end();
    else response.writeHead(status ?? 200).end('here');
  });
  server.on('connect', ({ method, url, headers }, socket) => {
    seen.push({ method, url, headers });
    socket.end(`HTTP/1.1 ${status ?? 200} said\r\n\r\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  for (const name of [
    'http_proxy',
    'https_proxy',
    'all_proxy',
    'no_proxy',
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'ALL_PROXY',
    'NO_PROXY',
    'SSL_CERT_FILE',
    'REQUESTS_CA_BUNDLE',
    'CURL_CA_BUNDLE',
  ])
    vi.stubEnv(name, undefined);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const textOf = async (address: string): Promise<string> => {
  const answer = await send(new URL(address), {});
  return (await answer.whole(100, 'too long')).toString();
};

describe('a request', () => {
  it('goes through the proxy of the environment, with its name and password', async () => {
    vi.stubEnv('HTTP_PROXY', `me:se%20cret@127.0.0.1:${portOf(server)}`);
    expect(await textOf('http://hub.invalid/x?y')).toBe('here');
    const authorization = `Basic ${Buffer.from('me:se cret').toString('base64')}`;
    expect(seen).toMatchObject([
      {
        url: 'http://hub.invalid/x?y',
        headers: { host: 'hub.invalid', 'proxy-authorization': authorization },
      },
    ]);
    vi.stubEnv('NO_PROXY', 'hub.invalid');
    await expect(textOf('http://hub.invalid/')).rejects.toMatchObject({ unreachable: true });
    expect(seen).toHaveLength(1);
  });

  it('goes through a tunnel where it is encrypted', async () => {
    vi.stubEnv('https_proxy', `http://me:secret@127.0.0.1:${portOf(server)}`);
    status = 503;
    await expect(textOf('https://hub.invalid/')).rejects.toThrow(Interrupted);
    expect(seen[0]).toMatchObject({ method: 'CONNECT', url: 'hub.invalid:443' });
  });

  it.each([
    ['http', 407, 'the proxy 127.0.0.1:PORT (ALL_PROXY) wants a name and a password (status 407)'],
    ['https', 407, 'the proxy 127.0.0.1:PORT (ALL_PROXY) wants a name and a password (status 407)'],
    ['https', 403, 'no way to hub.invalid through the proxy 127.0.0.1:PORT (ALL_PROXY)'],
  ])('says what is wrong with the proxy: %s, %d', async (scheme, answered, message) => {
    const port = String(portOf(server));
    vi.stubEnv('ALL_PROXY', `http://me:secret@127.0.0.1:${port}`);
    status = answered;
    const error = await textOf(`${scheme}://hub.invalid/`).catch((one: unknown) => one);
    expect(error).toBeInstanceOf(UserError);
    expect((error as Error).message).toContain(message.replace('PORT', port));
    expect((error as Error).message).not.toContain('secret');
  });

  it('goes through a proxy of SOCKS 5', async () => {
    const asked: string[] = [];
    const socks = createTcpServer((socket) => {
      socket.once('data', () => {
        socket.write(Buffer.from([5, 0]));
        socket.once('data', (bytes) => {
          asked.push(bytes.subarray(5, bytes.length - 2).toString());
          socket.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]));
          const there = connect(portOf(server), '127.0.0.1');
          socket.pipe(there).pipe(socket);
          socket.on('error', () => there.destroy());
          there.on('error', () => socket.destroy());
        });
      });
    });
    await new Promise<void>((resolve) => socks.listen(0, '127.0.0.1', resolve));
    vi.stubEnv('ALL_PROXY', `socks5h://127.0.0.1:${portOf(socks)}`);
    expect(await textOf('http://hub.invalid/x')).toBe('here');
    expect(asked).toEqual(['hub.invalid']);
    server.closeAllConnections();
    await new Promise((resolve) => socks.close(resolve));
  });

  it('keeps what it shows the first host from others', async () => {
    const here = `http://127.0.0.1:${portOf(server)}`;
    const there = encodeURIComponent(`http://me:secret@localhost:${portOf(server)}/b`);
    vi.stubEnv('NO_PROXY', '*');
    const sent = { headers: { authorization: 'Basic abc' } };
    const answer = await sendAndFollow(new URL(`${here}/a?to=${there}`), sent);
    answer.discard();
    expect(seen.map(({ headers }) => headers.authorization)).toEqual(['Basic abc', undefined]);
  });
});

describe.skipIf(openssl === null)(`a certificate of one's own${noOpenssl}`, () => {
  let folder: string;
  let encrypted: TlsServer;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'credence-'));
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    const made = [
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      key,
      '-out',
      certificate,
      '-days',
      '2',
    ];
    const whose = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
    execFileSync('openssl', ['req', '-x509', ...made, ...whose], { stdio: 'ignore' });
    const files = { key: readFileSync(key), cert: readFileSync(certificate) };
    encrypted = createTlsServer(files, (_, response) => response.end('there'));
    await new Promise<void>((resolve) => encrypted.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    encrypted.closeAllConnections();
    await new Promise((resolve) => encrypted.close(resolve));
    rmSync(folder, { recursive: true });
  });

  it('is trusted where SSL_CERT_FILE names it, and otherwise refused at once', async () => {
    const address = `https://127.0.0.1:${portOf(encrypted)}/`;
    await expect(textOf(address)).rejects.toThrow(
      /^the certificate of 127\.0\.0\.1:\d+ cannot be trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\)/,
    );
    vi.stubEnv('REQUESTS_CA_BUNDLE', join(folder, 'certificate.pem'));
    expect(await textOf(address)).toBe('there');
    vi.stubEnv('SSL_CERT_FILE', join(folder, 'key.pem'));
    await expect(textOf(address)).rejects.toThrow(
      /key\.pem, which SSL_CERT_FILE names, has no cert/,
    );
    vi.stubEnv('SSL_CERT_FILE', join(folder, 'nothing.pem'));
    await expect(textOf(address)).rejects.toThrow(/cannot read .*nothing\.pem/);
  });
});

describe('what the other side says', () => {
  it('is read or refused, whatever it is', () => {
    const header = (value: string) => (name: string) => (name === 'retry-after' ? value : null);
    const odd = fc.oneof(
      fc.string(),
      fc.constantFrom('NaN', '1e5', '0x10', 'Infinity', '1'.repeat(400)),
    );
    fc.assert(
      fc.property(odd, (value) => {
        const seconds = retryAfterOf(header(value));
        expect(seconds === null || seconds >= 0).toBe(true);
      }),
      { numRuns: 2000 },
    );
    expect(retryAfterOf(header('0x10'))).toBeNull();
  });

  it('is the length of the body, where that is a number', () => {
    const lengthOf = (value: string) =>
      new Answer(new URL('http://a'), 200, { 'content-length': value }, Readable.from([])).length;
    expect(['7', ' 7 ', '', '-7', '7.5', '0x7', '9'.repeat(16)].map(lengthOf)).toEqual([
      7,
      7,
      null,
      null,
      null,
      null,
      null,
    ]);
  });
});

describe('variables of proxies', () => {
  it('are read or refused by their names, whatever they hold', () => {
    const value = fc.oneof(
      fc.string(),
      fc.webUrl({ withQueryParameters: true }),
      fc.constantFrom(
        '[::1',
        '[',
        '://',
        '::',
        'a/8',
        '1.2.3.4/',
        '[::1]:99999',
        'http://[',
        '%',
        '*.',
      ),
    );
    fc.assert(
      fc.property(value, value, fc.webUrl(), (proxy, exceptions, address) => {
        try {
          proxyFor(new URL(address), {
            HTTP_PROXY: proxy,
            HTTPS_PROXY: proxy,
            NO_PROXY: exceptions,
          });
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
          expect((error as Error).message).toMatch(/^HTTPS?_PROXY names no proxy/);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
