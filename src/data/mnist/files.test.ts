import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../errors/user-error.js';
import { MersenneTwister } from '../../random/mersenne-twister.js';
import { mnistFiles, mnistPaths, readMnist } from './files.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'credence-mnist-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A file as the format has it: a magic number, lengths, then the bytes. */
function idx(magic: number, lengths: readonly number[], bytes: Uint8Array): Buffer {
  const header = Buffer.alloc(4 + 4 * lengths.length);
  header.writeUInt32BE(magic);
  for (const [i, length] of lengths.entries()) header.writeUInt32BE(length, 4 + 4 * i);
  return Buffer.concat([header, bytes]);
}

const count = 20;
const pixels = Uint8Array.from({ length: count * 784 }, (_, i) => i % 256);
const images = idx(0x803, [count, 28, 28], pixels);
const labels = idx(
  0x801,
  [count],
  Uint8Array.from({ length: count }, (_, i) => i % 10),
);

function write(files: Partial<Record<'images' | 'labels', Buffer>>, ending = ''): void {
  for (const [kind, content] of Object.entries({ images, labels, ...files }))
    writeFileSync(
      join(folder, `${mnistFiles.train[kind as 'images' | 'labels']}${ending}`),
      content,
    );
}

describe('the files of MNIST', () => {
  it('are read plain and compressed alike', () => {
    write({});
    const plain = readMnist(folder, 'train');
    expect([...plain.images]).toEqual([...pixels]);
    expect([...plain.labels.subarray(0, 3)]).toEqual([0, 1, 2]);
    rmSync(folder, { recursive: true });
    folder = mkdtempSync(join(tmpdir(), 'credence-mnist-'));
    write({ images: gzipSync(images), labels: gzipSync(labels) }, '.gz');
    expect(readMnist(folder, 'train')).toEqual(plain);
  });

  it.each<[string, Partial<Record<'images' | 'labels', Buffer>>, RegExp]>([
    [
      'labels in place of images',
      { images: labels },
      /train-images-idx3-ubyte is not an IDX file of images: .*2049, that of labels, expected 2051/,
    ],
    [
      'text',
      { images: Buffer.from('<html>') },
      /begins with magic number 1013478509, expected 2051/,
    ],
    ['nothing', { labels: Buffer.alloc(0) }, /labels: it begins with 0 bytes, expected 2049/],
    ['a header that ends', { images: images.subarray(0, 9) }, /9 bytes, its header alone has 16/],
    [
      'images that end',
      { images: images.subarray(0, 5000) },
      /cut off: its header says 20 x 28 x 28, so 15696 bytes, and it has 5000/,
    ],
    [
      'more than it says',
      { labels: Buffer.concat([labels, labels]) },
      /too long: its header says 20/,
    ],
    [
      'other sizes',
      { images: idx(0x803, [count, 32, 32], new Uint8Array(count * 1024)) },
      /the images have 32 x 32 pixels, expected 28 x 28/,
    ],
    [
      'fewer labels',
      { labels: idx(0x801, [19], labels.subarray(8, 27)) },
      /has 20 images, but .*train-labels-idx1-ubyte has 19 labels/,
    ],
    [
      'a label that is no digit',
      { labels: idx(0x801, [count], new Uint8Array(count).fill(10)) },
      /label 1 is 10, expected 0 to 9/,
    ],
    [
      'a digit that no image shows',
      { labels: idx(0x801, [count], new Uint8Array(count).fill(3)) },
      /has no image of 0, 1, 2, 4, 5, 6, 7, 8, 9/,
    ],
  ])('with %s are refused', (_what, files, message) => {
    write(files);
    expect(() => readMnist(folder, 'train')).toThrow(message);
  });

  it.each<[string, Buffer, RegExp]>([
    ['ends early', gzipSync(images).subarray(0, 300), /unexpected end of file\): it is cut off/],
    ['is not compressed', images, /is not compressed with gzip: it begins with other bytes/],
    ['is empty', Buffer.alloc(0), /is not compressed with gzip: it is empty/],
    [
      'has a wrong byte',
      Buffer.concat([gzipSync(images).subarray(0, -8), Buffer.alloc(8)]),
      /cannot be decompressed \(incorrect data check\)/,
    ],
  ])('are refused where a .gz %s', (_what, content, message) => {
    write({ images: content, labels: gzipSync(labels) }, '.gz');
    expect(() => readMnist(folder, 'train')).toThrow(message);
  });

  it('that are absent are named, with where they are', () => {
    write({});
    const wanted =
      /neither .*t10k-images-idx3-ubyte nor .*t10k-images-idx3-ubyte\.gz; the folder must have train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte, .*data fetch mnist.*https:/;
    expect(() => readMnist(folder, 'test')).toThrow(wanted);
    expect(() => mnistPaths(folder)).toThrow(wanted);
  });

  it('are not looked for where there is no folder', () => {
    write({});
    const file = join(folder, 'file');
    writeFileSync(file, '');
    for (const path of [file, join(folder, 'none')])
      expect(() => mnistPaths(path)).toThrow(`there is no folder ${path}; the folder must have`);
  });
});

const shared = new URL('../../../../shared/data/mnist', import.meta.url).pathname;
const isThere = existsSync(shared);

describe.skipIf(!isThere)(`MNIST itself${isThere ? '' : ' (skipped: ../shared is absent)'}`, () => {
  it('has the images that are known of it', () => {
    const { images: own, labels: digits } = readMnist(shared, 'test');
    expect(own.length).toBe(10_000 * 784);
    expect([...digits.subarray(0, 10)]).toEqual([7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
    const counts = Array.from({ length: 10 }, (_, d) => digits.filter((one) => one === d).length);
    expect(counts).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
    // The mean that is published with it, .1325 of white on the test images.
    expect(own.reduce((sum, one) => sum + one, 0) / own.length / 255).toBeCloseTo(0.1325, 4);
  });

  it('are bounded when they are decompressed', () => {
    const bomb = gzipSync(
      Buffer.concat([idx(0x803, [400_000, 28, 28], new Uint8Array(0)), Buffer.alloc(2 ** 28)]),
    );
    write({ images: bomb, labels: gzipSync(labels) }, '.gz');
    expect(() => readMnist(folder, 'train')).toThrow(/is decompressed more than 256 MiB/);
  });

  it('end in the images or in one UserError, whatever bytes are changed', () => {
    write({});
    const whole = readMnist(folder, 'train');
    const random = new MersenneTwister(7);
    const mutated = (bytes: Buffer): Buffer => {
      const copy = Buffer.from(bytes);
      for (let i = random.randrange(0, 3); i >= 0; i--)
        copy[random.randrange(0, Math.min(copy.length, 40))] = random.choice([
          0, 1, 3, 9, 10, 28, 127, 255,
        ]);
      return random.random() < 0.3 ? copy.subarray(0, random.randrange(0, copy.length)) : copy;
    };
    for (let run = 0; run < 2000; run++) {
      const files =
        random.random() < 0.5 ? { images: mutated(images) } : { labels: mutated(labels) };
      write({ images, labels, ...files });
      try {
        const read = readMnist(folder, 'train');
        const changed = { images, labels, ...files };
        expect(Buffer.compare(read.images, changed.images.subarray(16))).toBe(0);
        expect(Buffer.compare(read.labels, changed.labels.subarray(8))).toBe(0);
        expect(read.images.length).toBe(whole.images.length);
      } catch (error) {
        expect(error, `run ${run}`).toBeInstanceOf(UserError);
      }
    }
  });
});
