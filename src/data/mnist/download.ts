import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../errors/user-error.js';
import { sha256OfBytes } from '../../files/hash.js';
import { readBytes } from '../../files/read-file.js';
import { writeWhole } from '../../files/write-whole.js';
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
export interface MnistDownload {
  /** Addresses of folders that have the files, tried in order; default: the public ones. */
  readonly mirrors?: readonly string[];
  readonly signal?: AbortSignal;
  /** Called with the name and the bytes of each file that is there. */
  readonly onFile?: (file: string, bytes: number) => void;
  /** What each file must be; default: as published. */
  readonly files?: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>;
}

/**
 * Fetches MNIST's four files into a folder, each whole and verified or not at all; those that are
 * there stay. Throws a UserError where no mirror has a file as it must be, with what each of them
 * answered, and where another file of that name lies there.
 */
export async function fetchMnist(
  folder: string,
  { mirrors = mnistMirrors, signal, onFile, files = published }: MnistDownload = {},
): Promise<void> {
  for (const [file, wanted] of Object.entries(files)) {
    const path = join(folder, file);
    if (existsSync(path)) {
      const problem = differenceOf(readBytes(path), wanted);
      if (problem !== null)
        throw new UserError(
          `${path} is not the public file: ${problem}; remove it, or fetch into another folder`,
        );
    } else {
      writeWhole(path, await fromMirrors(file, wanted, mirrors, signal));
    }
    onFile?.(file, wanted.bytes);
  }
}

interface Wanted {
  readonly bytes: number;
  readonly sha256: string;
}

async function fromMirrors(
  file: string,
  wanted: Wanted,
  mirrors: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const problems: string[] = [];
  for (const mirror of mirrors) {
    const url = `${mirror.replace(/\/$/, '')}/${file}`;
    try {
      const response = await fetch(url, { signal: signal ?? null });
      if (!response.ok) throw new Error(`status ${response.status}`);
      const bytes = new Uint8Array(await response.arrayBuffer());
      const problem = differenceOf(bytes, wanted);
      if (problem === null) return bytes;
      problems.push(`${url}: ${problem}`);
    } catch (error) {
      signal?.throwIfAborted();
      const { message, cause } = error as Error;
      problems.push(`${url}: ${cause instanceof Error ? cause.message : message}`);
    }
  }
  throw new UserError(`${file} cannot be fetched: ${problems.join('; ')}`);
}

/** What makes a file another one than is wanted; null where nothing does. */
function differenceOf(bytes: Uint8Array, { bytes: length, sha256 }: Wanted): string | null {
  if (bytes.length !== length) return `${bytes.length} bytes, expected ${length}`;
  const found = sha256OfBytes(bytes);
  return found === sha256 ? null : `its SHA-256 is ${found}, expected ${sha256}`;
}
