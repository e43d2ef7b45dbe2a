import { UserError } from '../errors/user-error.js';
import type { Answer } from '../network/answer.js';
import type { Patience } from '../network/interrupted.js';
import { redirectOf, send } from '../network/request.js';
import type { HubAccess } from './access.js';

/** Whom a request asks, as whom, and how patiently. */
export interface Hub extends HubAccess, Patience {}

/** What a request is about, for messages. */
export interface Asked {
  readonly repository: string;
  readonly revision: string;
  /** The file asked for; absent for the repository's list of files. */
  readonly file?: string;
}

const mostRedirects = 10;

/**
 * Asks the hub and follows redirects. The token goes to the hub's own host alone, never to one that
 * it sends us to. With method HEAD a redirect to where the file is stored is itself the answer, for
 * it says the checksum. Errors: those of `send`, and UserErrors for answers that stay.
 */
export async function askHub(
  hub: Hub,
  url: string,
  asked: Asked,
  { method = 'GET', headers = {} }: { method?: 'GET' | 'HEAD'; headers?: Record<string, string> },
): Promise<Answer> {
  const home = new URL(hub.endpoint).origin;
  let address = new URL(url);
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const own = address.origin === home && hub.authorization !== null;
    const answer = await send(address, {
      method,
      signal: hub.signal,
      silence: hub.silence,
      headers: own ? { ...headers, authorization: hub.authorization } : headers,
    });
    const next = redirectOf(answer);
    if (next === null) {
      if ((answer.status >= 200 && answer.status < 300) || answer.status === 416) return answer;
      answer.discard();
      throw new UserError(refusalText(answer, hub, asked));
    }
    const tells =
      answer.header('x-linked-etag') !== null && answer.header('x-linked-size') !== null;
    const elsewhere = next.origin !== address.origin && answer.header('etag') !== null;
    if (method === 'HEAD' && (tells || elsewhere)) return answer;
    answer.discard();
    address = next;
  }
  throw new UserError(`${hub.endpoint} redirects more than ${mostRedirects} times`);
}

function refusalText(answer: Answer, hub: Hub, asked: Asked): string {
  const { repository, revision, file } = asked;
  const code = answer.header('x-error-code');
  const { status } = answer;
  const where = `${repository} at ${hub.endpoint}`;
  if (status === 404 && (code === 'EntryNotFound' || (file !== undefined && code === null)))
    return `${where} has no file ${file} at ${revision}`;
  if (status === 404 && code === 'RevisionNotFound')
    return `${where} has no branch, tag or commit ${revision}`;
  if (status === 404) return `${where}: there is no such repository, or no revision ${revision}`;
  if (status !== 401 && status !== 403) return `${where} answers with status ${status}`;
  const gated = code === 'GatedRepo' ? 'it is gated' : 'it is private, gated or does not exist';
  return hub.authorization === null
    ? `${where}: no access without a token (status ${status}): ${gated}. Accept its terms at ` +
        `${hub.endpoint}/${repository}, then set HF_TOKEN to a token of your account`
    : `${where}: no access with the token given (status ${status}): ${gated}. Accept its terms ` +
        `at ${hub.endpoint}/${repository} with the account of the token (HF_TOKEN)`;
}
