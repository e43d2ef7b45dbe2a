import { UserError } from '../errors/user-error.js';

/** Whom a request asks, and as whom. */
export interface Hub {
  readonly endpoint: string;
  readonly token: string | null;
  readonly signal?: AbortSignal | undefined;
}

/** What a request is about, for messages. */
export interface Asked {
  readonly repository: string;
  readonly revision: string;
  /** The file asked for; absent for the repository's list of files. */
  readonly file?: string;
}

/** A connection that was not made, was cut or was refused for now: worth another attempt. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

const mostRedirects = 10;
const forNow = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * Asks the hub and follows redirects. The token goes to the hub's own host alone, never to one that
 * it sends us to. With method HEAD a redirect to where the file is stored is itself the answer, for
 * it says the checksum. Interrupted where no answer comes, UserErrors for answers that stay.
 */
export async function askHub(
  hub: Hub,
  url: string,
  asked: Asked,
  { method = 'GET', headers = {} }: { method?: 'GET' | 'HEAD'; headers?: Record<string, string> },
): Promise<Response> {
  const home = new URL(hub.endpoint).origin;
  let address = new URL(url);
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const own = address.origin === home && hub.token !== null;
    const response = await answerOf(hub, address, {
      method,
      redirect: 'manual',
      // Compressed answers would have another length, and could not be gone on with.
      headers: {
        'accept-encoding': 'identity',
        ...headers,
        ...(own ? { authorization: `Bearer ${hub.token}` } : {}),
      },
    });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || location === null) {
      if (response.ok || response.status === 416) return response;
      await response.body?.cancel();
      if (forNow.has(response.status))
        throw new Interrupted(`${address.host} answers with status ${response.status}`);
      throw new UserError(refusalText(response, hub, asked));
    }
    const next = new URL(location, address);
    if (
      next.protocol !== 'https:' &&
      next.origin !== address.origin &&
      address.protocol === 'https:'
    )
      throw new UserError(`${address.host} redirects to ${next.origin}, which is not encrypted`);
    const tellsFile = ['x-linked-etag', 'x-linked-size'].every((name) =>
      response.headers.has(name),
    );
    if (method === 'HEAD' && (tellsFile || next.origin !== address.origin)) return response;
    await response.body?.cancel();
    address = next;
  }
  throw new UserError(`${hub.endpoint} redirects without end: ${url}`);
}

async function answerOf(hub: Hub, address: URL, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, { ...init, signal: hub.signal ?? null });
  } catch (error) {
    hub.signal?.throwIfAborted();
    throw new Interrupted(`${address.host} does not answer: ${causeText(error)}`, { cause: error });
  }
}

/** What lies behind fetch's "fetch failed". */
export function causeText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

function refusalText(response: Response, hub: Hub, asked: Asked): string {
  const { repository, revision, file } = asked;
  const code = response.headers.get('x-error-code');
  const { status } = response;
  const where = `${repository} at ${hub.endpoint}`;
  if (status === 404 && (code === 'EntryNotFound' || (file !== undefined && code === null)))
    return `${where} has no file ${file} at ${revision}`;
  if (status === 404 && code === 'RevisionNotFound')
    return `${where} has no branch, tag or commit ${revision}`;
  if (status === 404) return `${where}: there is no such repository, or no revision ${revision}`;
  if (status !== 401 && status !== 403)
    return `${where} answers with status ${status} ${response.statusText}`.trimEnd();
  const gated = code === 'GatedRepo' ? 'it is gated' : 'it is private, gated or does not exist';
  return hub.token === null
    ? `${where}: no access without a token (status ${status}): ${gated}. Accept its terms at ` +
        `${hub.endpoint}/${repository}, then set HF_TOKEN to a token of your account`
    : `${where}: no access with the token given (status ${status}): ${gated}. Accept its terms ` +
        `at ${hub.endpoint}/${repository} with the account of the token (HF_TOKEN)`;
}
