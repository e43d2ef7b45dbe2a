import { UserError } from '../errors/user-error.js';
import { askHub, type Hub } from './request.js';

/** What the hub says of a file before it is downloaded. */
export interface FileFacts {
  readonly file: string;
  readonly url: string;
  /** Hexadecimal: a SHA-256 of 64 digits, or git's SHA-1 of 40; the blob's name. */
  readonly checksum: string;
  /** Bytes; null where the hub does not say. */
  readonly size: number | null;
}

/** A file of a commit. */
export interface Wanted {
  readonly hub: Hub;
  readonly repository: string;
  /** The revision as it was asked for, for messages. */
  readonly revision: string;
  readonly commit: string;
  readonly file: string;
}

/**
 * Asks for the checksum and the size of a file. UserErrors where the hub gives no checksum that the
 * file can be verified by, or answers for another commit.
 */
export async function factsOf({ hub, commit, file, ...asked }: Wanted): Promise<FileFacts> {
  const { repository, revision } = asked;
  const url = `${hub.endpoint}/${repository}/resolve/${commit}/${file}`;
  const answer = await askHub(hub, url, { repository, revision, file }, { method: 'HEAD' });
  answer.discard();
  const tag = answer.header('x-linked-etag') ?? answer.header('etag') ?? '';
  // A server that compresses may add how to the tag.
  const checksum = /^(?:W\/)?"?([0-9a-f]{40}|[0-9a-f]{64})(?:[-;]+(?:gzip|br|df))?"?$/i.exec(
    tag,
  )?.[1];
  if (checksum === undefined)
    throw new UserError(
      `${hub.endpoint} gives no checksum for ${file} of ${repository} (etag ${shown(tag)}): it ` +
        'cannot be verified',
    );
  const answered = answer.header('x-repo-commit');
  if (answered !== null && answered !== commit)
    throw new UserError(
      `${hub.endpoint} answers with commit ${shown(answered)}, asked for ${commit}`,
    );
  const linked = answer.header('x-linked-size');
  // The length of a redirect is that of its own text.
  const length = answer.status < 300 ? answer.length : null;
  const size = linked === null ? length : sizeOf(linked, hub, file);
  return { file, url, checksum: checksum.toLowerCase(), size };
}

function sizeOf(text: string, hub: Hub, file: string): number {
  const size = Number(text);
  if (!/^\d+$/.test(text.trim()) || !Number.isSafeInteger(size))
    throw new UserError(`${hub.endpoint} gives ${shown(text)} for the size of ${file}`);
  return size;
}

/** A header as it can stand in a message: short, and without characters that steer a terminal. */
const shown = (text: string): string =>
  JSON.stringify(text.slice(0, 80)).replaceAll(/[^\x20-\x7e]/g, '?');
