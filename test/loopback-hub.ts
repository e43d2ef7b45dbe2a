import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';

/** The only commit of a `LoopbackHub`. */
export const commit = '0123456789abcdef0123456789abcdef01234567';
/** The name of its repository. */
export const repositoryName = 'owner/tiny';
/** What lies in its weights. */
export const large = Buffer.from(Array.from({ length: 300_000 }, (_, at) => at % 251));

/** The checksum of a file that is stored as a large one. */
export const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const gitSha1 = (bytes: Buffer) =>
  createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');

/** A request as it came. */
export interface Seen {
  readonly host: 'hub' | 'store';
  readonly method: string;
  readonly url: string;
  readonly range: string;
  readonly auth: string;
}

const addressOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** A repository as the hub serves it: large files are stored by another host, which it redirects to. */
export class LoopbackHub {
  files: Record<string, Buffer> = {
    'config.json': Buffer.from('{"model_type":"gpt_neox"}'),
    'tokenizer.json': Buffer.from('{}'),
    'README.md': Buffer.from('not fetched'),
    'pytorch_model.bin': Buffer.from('not fetched'),
    'model.safetensors': large,
  };
  /** How many of the answers with a large file's bytes stop half way. */
  cuts = 0;
  /** Whether what stores the files knows ranges. */
  ranges = true;
  /** What goes wrong at all: a status for every request of the hub itself. */
  status: number | null = null;
  errorCode = '';
  wants: string | null = null;
  wrongByte = false;
  /** Milliseconds between pieces of 30,000 bytes of a large file. */
  pause = 0;
  /** Answers first; the hub and the store do where it returns false. */
  instead: (seen: Seen, response: ServerResponse) => boolean = () => false;
  requests: Seen[] = [];
  readonly #hub = createServer((request, response) => this.#answerAsHub(request, response));
  readonly #store = createServer((request, response) => this.#answerAsStore(request, response));

  /** Listens on two free ports. */
  async start(): Promise<void> {
    for (const server of [this.#hub, this.#store])
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  }

  /** Closes all connections. */
  async stop(): Promise<void> {
    for (const server of [this.#hub, this.#store]) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  /** The hub's own address. */
  get endpoint(): string {
    return addressOf(this.#hub);
  }

  /** The requests for the bytes of a large file. */
  get stored(): Seen[] {
    return this.requests.filter(({ host }) => host === 'store');
  }

  #record(host: Seen['host'], { method = '', url = '', headers }: IncomingMessage): Seen {
    const { range = '', authorization = '' } = headers;
    const seen = { host, method, url, range, auth: authorization };
    this.requests.push(seen);
    return seen;
  }

  #answerAsHub(request: IncomingMessage, response: ServerResponse): void {
    if (this.instead(this.#record('hub', request), response)) return;
    const { url = '', headers } = request;
    if (this.status !== null) {
      response.writeHead(this.status, { 'x-error-code': this.errorCode }).end();
      return;
    }
    if (this.wants !== null && headers.authorization !== `Bearer ${this.wants}`) {
      response.writeHead(401, { 'x-error-code': 'GatedRepo' }).end();
      return;
    }
    const list = `/api/models/${repositoryName}/revision/`;
    if ([`${list}main`, `${list}refs%2Fpr%2F1`, `${list}${commit}`].includes(url)) {
      const siblings = Object.keys(this.files).map((rfilename) => ({ rfilename }));
      response.end(JSON.stringify({ sha: commit, siblings }));
      return;
    }
    const file = new RegExp(`^/(?:moved|${repositoryName})/resolve/${commit}/(.*)$`).exec(url)?.[1];
    const bytes = file === undefined ? undefined : this.files[file];
    if (file === undefined || bytes === undefined) {
      const code = file === undefined ? 'RevisionNotFound' : 'EntryNotFound';
      response.writeHead(404, { 'x-error-code': code }).end();
      return;
    }
    if (!url.startsWith('/moved/')) {
      response.writeHead(307, { location: url.replace(repositoryName, 'moved') }).end('moved');
      return;
    }
    response.setHeader('x-repo-commit', commit);
    if (!file.endsWith('.safetensors')) {
      response.setHeader('etag', `W/"${gitSha1(bytes)}"`);
      response.setHeader('content-length', bytes.length);
      response.end(request.method === 'HEAD' ? undefined : bytes);
      return;
    }
    response.setHeader('x-linked-etag', `"${sha256(bytes)}"`);
    response.setHeader('x-linked-size', bytes.length);
    response.setHeader('etag', '"of the redirect"');
    const location = `${addressOf(this.#store)}/stored/${file}?signed`;
    response.writeHead(302, { location }).end('there');
  }

  #answerAsStore(request: IncomingMessage, response: ServerResponse): void {
    if (this.instead(this.#record('store', request), response)) return;
    const file = /^\/stored\/(.*)\?signed$/.exec(request.url ?? '')?.[1] ?? '';
    const bytes = Buffer.from(this.files[file] ?? '');
    if (this.wrongByte) bytes[1000] = 255;
    const range = this.ranges ? /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] : undefined;
    const begin = Number(range ?? 0);
    const part = bytes.subarray(begin);
    response.setHeader('content-length', part.length);
    if (begin > 0)
      response.setHeader('content-range', `bytes ${begin}-${bytes.length - 1}/${bytes.length}`);
    response.statusCode = begin > 0 ? 206 : 200;
    if (this.cuts > 0) {
      this.cuts--;
      response.write(part.subarray(0, Math.ceil(part.length / 2)), () =>
        setTimeout(() => response.destroy(), 20),
      );
    } else if (this.pause > 0) {
      this.#sendSlowly(part, response);
    } else {
      response.end(part);
    }
  }

  #sendSlowly(bytes: Buffer, response: ServerResponse): void {
    if (bytes.length === 0) {
      response.end();
      return;
    }
    response.write(bytes.subarray(0, 30_000));
    setTimeout(() => this.#sendSlowly(bytes.subarray(30_000), response), this.pause);
  }
}

/** A hub that runs, and the cache of its own that the environment names beside it. */
export interface HubSetting {
  readonly hub: LoopbackHub;
  readonly folder: string;
}

/** Starts a hub and has the environment name it, with an empty cache and no token. */
export async function startHub(): Promise<HubSetting> {
  const folder = mkdtempSync(join(tmpdir(), 'credence-'));
  const hub = new LoopbackHub();
  await hub.start();
  for (const variable of ['HF_HUB_CACHE', 'HF_TOKEN', 'HF_TOKEN_PATH', 'HF_HUB_OFFLINE'])
    vi.stubEnv(variable, '');
  vi.stubEnv('HF_HOME', folder);
  vi.stubEnv('HF_ENDPOINT', hub.endpoint);
  return { hub, folder };
}

/** Puts all that `startHub` did back. */
export async function stopHub({ hub, folder }: HubSetting): Promise<void> {
  vi.unstubAllEnvs();
  await hub.stop();
  rmSync(folder, { recursive: true });
}
