// The format IDX: http://yann.lecun.com/exdb/mnist/ (a magic number, lengths, then bytes).
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { UserError } from '../../errors/user-error.js';
import { isFolder } from '../../files/folders.js';
import { readBytes } from '../../files/read-file.js';

/** Images of 28 x 28 pixels, one after the other, and the digit that each shows. */
export interface LabelledImages {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

/** The four files, as they are named everywhere; they may be compressed (`.gz`) or not. */
export const mnistFiles = {
  train: { images: 'train-images-idx3-ubyte', labels: 'train-labels-idx1-ubyte' },
  test: { images: 't10k-images-idx3-ubyte', labels: 't10k-labels-idx1-ubyte' },
} as const;

/** Where the four files are publicly. */
export const mnistMirrors = [
  'https://ossci-datasets.s3.amazonaws.com/mnist',
  'https://storage.googleapis.com/cvdf-datasets/mnist',
] as const;

/** What the first bytes of a file say: unsigned bytes in so many dimensions. */
const kinds = {
  images: { magic: 0x803, dimensions: 3 },
  labels: { magic: 0x801, dimensions: 1 },
} as const;

const side = 28;

/** A file has no more when it is decompressed; the largest of MNIST has 45 MiB. */
const mostBytes = 2 ** 28;

/** The path of one of the files in a folder, compressed or not; a UserError where neither is. */
function mnistPath(folder: string, name: string): string {
  const plain = join(folder, name);
  const found = [plain, `${plain}.gz`].find((one) => existsSync(one));
  if (found !== undefined) return found;
  const names = Object.values(mnistFiles).flatMap(({ images, labels }) => [images, labels]);
  const absent = isFolder(folder) ? `neither ${plain} nor ${plain}.gz` : `no folder ${folder}`;
  throw new UserError(
    `data.folder: there is ${absent}; the folder must have ` +
      `${names.join(', ')}, each plain or with .gz: fetch them with \`credence data fetch mnist\`, ` +
      `or download them from ${mnistMirrors[0]}/`,
  );
}

/** The paths of all four files in a folder; a UserError where one is absent. */
export function mnistPaths(folder: string): string[] {
  return Object.values(mnistFiles).flatMap(({ images, labels }) =>
    [images, labels].map((name) => mnistPath(folder, name)),
  );
}

/**
 * MNIST's images of one split and their labels. Throws a UserError that names the file where one is
 * absent, cut off, of another kind, or does not fit the other.
 */
export function readMnist(folder: string, split: keyof typeof mnistFiles): LabelledImages {
  const names = mnistFiles[split];
  const paths = {
    images: mnistPath(folder, names.images),
    labels: mnistPath(folder, names.labels),
  };
  const images = readIdx(paths.images, 'images');
  const labels = readIdx(paths.labels, 'labels');
  const [, height, width] = images.lengths;
  if (height !== side || width !== side)
    throw new UserError(
      `${paths.images}: the images have ${height} x ${width} pixels, expected ${side} x ${side}`,
    );
  if (images.lengths[0] !== labels.lengths[0])
    throw new UserError(
      `${paths.images} has ${images.lengths[0]} images, but ${paths.labels} has ` +
        `${labels.lengths[0]} labels`,
    );
  checkLabels(labels.bytes, paths.labels);
  return { images: images.bytes, labels: labels.bytes };
}

function checkLabels(labels: Uint8Array, path: string): void {
  const wrong = labels.findIndex((label) => label > 9);
  if (wrong >= 0)
    throw new UserError(`${path}: label ${wrong + 1} is ${labels[wrong]}, expected 0 to 9`);
  const missing = Array.from({ length: 10 }, (_, digit) => digit).filter(
    (digit) => !labels.includes(digit),
  );
  if (missing.length > 0) throw new UserError(`${path} has no image of ${missing.join(', ')}`);
}

interface Idx {
  readonly lengths: readonly number[];
  readonly bytes: Uint8Array;
}

/** Reads one file of unsigned bytes; what it holds must be as long as it says. */
function readIdx(path: string, kind: keyof typeof kinds): Idx {
  const { magic, dimensions } = kinds[kind];
  const bytes = content(path);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = 4 + 4 * dimensions;
  const found = bytes.length >= 4 ? view.getUint32(0) : null;
  if (found !== magic) {
    const other = Object.entries(kinds).find(([, one]) => one.magic === found)?.[0];
    const what = found === null ? `${bytes.length} bytes` : `magic number ${found}`;
    throw new UserError(
      `${path} is not an IDX file of ${kind}: it begins with ${what}` +
        `${other === undefined ? '' : `, that of ${other}`}, expected ${magic}`,
    );
  }
  if (bytes.length < header)
    throw new UserError(
      `${path} is cut off: ${bytes.length} bytes, its header alone has ${header}`,
    );
  const lengths = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
  const wanted = header + lengths.reduce((product, length) => product * length, 1);
  if (bytes.length !== wanted)
    throw new UserError(
      `${path} is ${bytes.length < wanted ? 'cut off' : 'too long'}: its header says ` +
        `${lengths.join(' x ')}, so ${wanted} bytes, and it has ${bytes.length}`,
    );
  return { lengths, bytes: bytes.subarray(header) };
}

/** A file's bytes, decompressed where it begins as gzip does. */
function content(path: string): Uint8Array {
  const bytes = readBytes(path);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) {
    if (!path.endsWith('.gz')) return bytes;
    const what = bytes.length === 0 ? 'it is empty' : 'it begins with other bytes';
    throw new UserError(`${path} is not compressed with gzip: ${what}`);
  }
  try {
    return gunzipSync(bytes, { maxOutputLength: mostBytes });
  } catch (cause) {
    const { message } = cause as Error;
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw new UserError(`${path} is decompressed more than ${mostBytes / 2 ** 20} MiB`, {
        cause,
      });
    throw new UserError(
      `${path} cannot be decompressed (${message}): it is cut off or damaged, fetch it again`,
      { cause },
    );
  }
}
