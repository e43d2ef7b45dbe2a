import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../errors/user-error.js';
import { sha256OfBytes } from '../../files/hash.js';
import { readBytes } from '../../files/read-file.js';
import { writeWhole } from '../../files/write-whole.js';
import { Interrupted, type Patience, persistently } from '../../network/interrupted.js';
import { bare, basicAuthorization } from '../../network/proxies.js';
import { sendAndFollow } from '../../network/request.js';
import { mnistMirrors } from './files.js';

/** The public, compressed files: bytes and SHA-256 of each. */
const published = {
  'train-images-idx3-ubyte.gz': {
    bytes: 9_912_422,
    sha256: '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
  },
  'train-labels-idx1-ubyte.gz': {
    bytes: 28_881,
    sha256: '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c',
  },
  't10k-images-idx3-ubyte.gz': {
    bytes: 1_648_877,
    sha256: '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6',
  },
  't10k-labels-idx1-ubyte.gz': {
    bytes: 4_542,
    sha256: 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6',
  },
};

/** How the files are fetched. */
export interface MnistDownload extends Patience {
  /** Addresses of folders that have the files, tried in order; default: the public ones. */
  readonly mirrors?: readonly string[];
  /** Called with the name and the bytes of each file that is there. */
  readonly onFile?: (file: string, bytes: number) => void;
  /** What each file must be; default: as published. */
  readonly files?: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>;
}

/**
 * Fetches MNIST's four files into a folder, each whole and verified or not at all; those that are
 * there stay. Throws a UserError where no mirror has a file as it must be, with what each of them
 * answered, where another file of that name lies there, and where a mirror is no address.
 */
export async function fetchMnist(
  folder: string,
  { mirrors = mnistMirrors, onFile, files = published, ...patience }: MnistDownload = {},
): Promise<void> {
  const folders = mirrors.map(mirrorOf);
  for (const [file, wanted] of Object.entries(files)) {
    const path = join(folder, file);
    if (existsSync(path)) {
      const problem = differenceOfFile(path, wanted);
      if (problem !== null)
        throw new UserError(
          `${path} is not the public file: ${problem}; remove it, or fetch into another folder`,
        );
    } else {
      const bytes = await persistently(file, '', patience, () =>
        fromMirrors(file, wanted, folders, patience.signal),
      );
      writeWhole(path, bytes);
    }
    onFile?.(file, wanted.bytes);
  }
}

interface Wanted {
  readonly bytes: number;
  readonly sha256: string;
}

interface Mirror {
  readonly folder: URL;
  readonly headers: Readonly<Record<string, string>>;
}

function mirrorOf(text: string): Mirror {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text))
    throw new UserError(
      'the address of a folder with the files must begin with http:// or https://, as in ' +
        `${mnistMirrors[0]} (it is not shown, for it may hold a password)`,
    );
  const address = new URL(text);
  const authorization = basicAuthorization(address);
  return { folder: bare(address), headers: authorization === null ? {} : { authorization } };
}

/**
 * A file from the first mirror that has it. Interrupted where none has it and one may have it later,
 * a UserError where none has it for good.
 */
async function fromMirrors(
  file: string,
  wanted: Wanted,
  mirrors: readonly Mirror[],
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const problems: string[] = [];
  const interruptions: Interrupted[] = [];
  for (const mirror of mirrors) {
    const url = new URL(mirror.folder);
    url.pathname = `${url.pathname.replace(/\/$/, '')}/${file}`;
    try {
      const found = await fromMirror(url, mirror, wanted, signal);
      if (typeof found !== 'string') return found;
      problems.push(`${url}: ${found}`);
    } catch (error) {
      if (!(error instanceof Interrupted || error instanceof UserError)) throw error;
      if (error instanceof Interrupted) interruptions.push(error);
      problems.push(`${url}: ${error.message}`);
    }
  }
  const text = `${file} cannot be fetched: ${problems.join('; ')}`;
  if (interruptions.length === 0) throw new UserError(text);
  throw new Interrupted(text, {
    unreachable: interruptions.every(({ unreachable }) => unreachable),
    retryAfter: Math.min(...interruptions.map(({ retryAfter }) => retryAfter ?? 0)),
  });
}

/** The file; a text where it is another one, or there is none. */
async function fromMirror(
  url: URL,
  { headers }: Mirror,
  wanted: Wanted,
  signal: AbortSignal | undefined,
): Promise<Uint8Array | string> {
  const answer = await sendAndFollow(url, { headers, signal });
  if (answer.status !== 200) {
    answer.discard();
    return `status ${answer.status}`;
  }
  // What is compressed itself is sent by some servers as if it were compressed on the way only.
  const tooLong = `more than the expected ${wanted.bytes} bytes`;
  const bytes = await answer.whole(wanted.bytes, tooLong, { raw: true });
  return differenceOf(bytes, wanted) ?? bytes;
}

function differenceOfFile(path: string, wanted: Wanted): string | null {
  const { size } = statSync(path);
  if (size !== wanted.bytes) return lengthText(size, wanted);
  return differenceOf(readBytes(path), wanted);
}

/** What makes a file another one than is wanted; null where nothing does. */
function differenceOf(bytes: Uint8Array, wanted: Wanted): string | null {
  if (bytes.length !== wanted.bytes) return lengthText(bytes.length, wanted);
  const found = sha256OfBytes(bytes);
  return found === wanted.sha256 ? null : `its SHA-256 is ${found}, expected ${wanted.sha256}`;
}

const lengthText = (found: number, wanted: Wanted): string =>
  `${found} bytes, expected ${wanted.bytes}`;
