import type * as Undici from 'undici';
import { UserError } from '../errors/user-error.js';
import { Answer } from './answer.js';
import { namedAuthorities } from './certificates.js';
import { Interrupted, retryAfterOf } from './interrupted.js';
import { bare, type ProxyServer, proxyFor } from './proxies.js';

/** What is sent besides the address. */
export interface Sent {
  readonly method?: 'GET' | 'HEAD';
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds of silence after which a connection counts as cut. Default: 30,000. */
  readonly silence?: number | undefined;
}

/** Answers that stand for now only: another attempt may succeed. */
const forNow = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Codes of errors that say that nobody was reached. */
const unreached = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/**
 * Sends one request, through the proxy that the environment names, and follows no redirect.
 * Interrupted where no answer comes or the answer stands for now only (408, 425, 429, 500 and 502 to
 * 504, with what it says of waiting); UserErrors where certificates or the proxy are at fault.
 */
export async function send(address: URL, { method = 'GET', ...sent }: Sent): Promise<Answer> {
  const proxy = proxyFor(address);
  // Loaded when it is needed: it is 133 files, and most commands ask no network.
  const undici = await import('undici');
  const { signal, silence = 30_000 } = sent;
  try {
    const { statusCode, headers, body } = await undici.request(address, {
      dispatcher: dispatcherOf(undici, proxy, address),
      method,
      headers: {
        // Compressed answers would have another length, and could not be resumed.
        'accept-encoding': 'identity',
        'user-agent': 'credence',
        ...sent.headers,
      },
      signal: signal ?? null,
      headersTimeout: silence,
      bodyTimeout: silence,
    });
    const answer = new Answer(address, statusCode, headers, body, signal);
    if (!forNow.has(statusCode) && statusCode !== 407) return answer;
    answer.discard();
    if (statusCode === 407) throw new UserError(wantsPassword(proxy, address));
    throw new Interrupted(`${address.host} answers with status ${statusCode}`, {
      retryAfter: retryAfterOf((name) => answer.header(name)),
    });
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof UserError || error instanceof Interrupted) throw error;
    throw failureOf(error, address, proxy);
  }
}

const mostRedirects = 10;

/**
 * As `send`, and follows redirects, with `authorization` for the first host alone. UserErrors:
 * `redirectOf`, and more than 10 of them.
 */
export async function sendAndFollow(address: URL, sent: Sent): Promise<Answer> {
  let next = address;
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const { authorization: _, ...others } = sent.headers ?? {};
    const headers = next.origin === address.origin ? sent.headers : others;
    const answer = await send(next, { ...sent, headers });
    const redirect = redirectOf(answer);
    if (redirect === null) return answer;
    answer.discard();
    next = redirect;
  }
  throw new UserError(`${address.host} redirects more than ${mostRedirects} times`);
}

/**
 * Where an answer sends us, without a name and password; null where it sends us nowhere. UserErrors
 * where that is no address, or no longer encrypted while this one is.
 */
export function redirectOf(answer: Answer): URL | null {
  const location = answer.header('location');
  if (answer.status < 300 || answer.status >= 400 || location === null) return null;
  const { address } = answer;
  const next = URL.canParse(location, address.href) ? bare(new URL(location, address)) : null;
  if (next === null || !/^https?:$/.test(next.protocol)) {
    answer.discard();
    throw new UserError(`${address.host} redirects to what is no address of the web`);
  }
  if (address.protocol === 'https:' && next.protocol !== 'https:') {
    answer.discard();
    throw new UserError(`${address.host} redirects to ${next.origin}, which is not encrypted`);
  }
  return next;
}

const dispatchers = new Map<string, Undici.Dispatcher>();

/** One for a proxy and a file of authorities, so that connections are used again. */
function dispatcherOf(
  undici: typeof Undici,
  proxy: ProxyServer | null,
  address: URL,
): Undici.Dispatcher {
  const isEncrypted = [address, proxy?.address].some((one) => one?.protocol === 'https:');
  const ca = isEncrypted ? namedAuthorities() : null;
  const key = JSON.stringify([proxy?.address.href, proxy?.authorization, ca?.join('')]);
  const tls = ca === null ? undefined : { ca };
  const made =
    dispatchers.get(key) ?? (proxy === null ? agent(undici, tls) : proxyAgent(undici, proxy, tls));
  dispatchers.set(key, made);
  return made;
}

type Trusted = { readonly ca: string[] } | undefined;

const agent = ({ Agent }: typeof Undici, tls: Trusted): Undici.Dispatcher =>
  new Agent(tls === undefined ? {} : { connect: tls });

function proxyAgent(
  { ProxyAgent }: typeof Undici,
  { address, authorization }: ProxyServer,
  tls: Trusted,
): Undici.Dispatcher {
  // undici knows socks5h, where the proxy looks names up, as socks5.
  const uri = address.href.replace(/^socks5h:/, 'socks5:');
  const token = authorization === null ? {} : { token: authorization };
  const trusted = tls === undefined ? {} : { requestTls: tls, proxyTls: tls };
  // Plain requests are handed to the proxy as they are: few let a tunnel through to port 80.
  return new ProxyAgent({ uri, ...token, ...trusted, proxyTunnel: false });
}

function failureOf(error: unknown, address: URL, proxy: ProxyServer | null): Error {
  const { code = '', message } = innermost(error);
  const through = proxy === null ? '' : ` through the proxy ${proxyText(proxy)}`;
  // undici has no code for what a proxy answers.
  const tunnel = /Proxy response \((\d+)\)/.exec(message)?.[1];
  if (tunnel === '407' || message.includes('Required (407)'))
    return new UserError(wantsPassword(proxy, address));
  if (tunnel !== undefined && !forNow.has(Number(tunnel)))
    return new UserError(
      `no way to ${address.host}${through}: the proxy answers with status ${tunnel}`,
    );
  if (/^(CERT_|ERR_TLS_CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/.test(code))
    return new UserError(
      `the certificate of ${address.host}${through} cannot be trusted (${code}): where a proxy or ` +
        'a hub has a certificate of its own, name the file of its authority in SSL_CERT_FILE',
      { cause: error },
    );
  return new Interrupted(`${address.host} does not answer${through}: ${message}`, {
    unreachable: unreached.has(code),
    cause: error,
  });
}

/** The error that others were made of, or the first of several. */
function innermost(error: unknown): { readonly code?: string; readonly message: string } {
  if (error instanceof AggregateError && error.errors.length > 0) return innermost(error.errors[0]);
  if (error instanceof Error) return error.cause instanceof Error ? innermost(error.cause) : error;
  return { message: String(error) };
}

const proxyText = ({ address, variable }: ProxyServer): string => `${address.host} (${variable})`;

const wantsPassword = (proxy: ProxyServer | null, address: URL): string =>
  proxy === null
    ? `${address.host} answers with status 407, as a proxy that wants a name and a password`
    : `the proxy ${proxyText(proxy)} wants a name and a password (status 407): set ` +
      `${proxy.variable} to http://NAME:PASSWORD@${proxy.address.host}`;
