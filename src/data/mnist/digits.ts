import { drawDigits } from './drawn-digits.js';
import { type LabelledImages, readMnist } from './files.js';
import { type CellSize, cellSizes, type MnistOptions } from './options.js';

/** Pixels of a side of a digit as it comes. */
const side = 28;

/** Images of digits, those of one digit after those of another. */
export interface DigitImages {
  /** Grey values, 255 white, image by image and row by row. */
  readonly pixels: Uint8Array;
  /** Pixels of a side. */
  readonly size: number;
  /** Where the images of digit d begin, at index d; at index 10, how many there are in all. */
  readonly starts: readonly number[];
}

/** Digits to train with, and others to test with. */
export interface DigitSplits {
  readonly train: DigitImages;
  readonly test: DigitImages;
}

/** Drawn digits of each kind. They are the same in every run, as MNIST is. */
const drawn = { train: { each: 500, seed: 1 }, test: { each: 100, seed: 2 } } as const;

/**
 * The digits that images are made of, at the size of a cell. Throws a UserError where a file of
 * MNIST is absent or faulty.
 */
export function loadDigits({ folder, cell }: Pick<MnistOptions, 'folder' | 'cell'>): DigitSplits {
  const load = (split: 'train' | 'test'): DigitImages => {
    const { each, seed } = drawn[split];
    return toCells(folder === null ? drawDigits(each, seed) : readMnist(folder, split), cell);
  };
  return { train: load('train'), test: load('test') };
}

/** What a run's digits are, for a person. */
export const digitsText = ({ folder }: Pick<MnistOptions, 'folder'>): string =>
  folder === null
    ? 'digits drawn by code (--set data.folder=... for MNIST)'
    : `the digits of MNIST in ${folder}`;

/** Sorts images by digit and makes them as large as a cell; means are rounded. */
export function toCells({ images, labels }: LabelledImages, cell: CellSize): DigitImages {
  const { margin, pool } = cellSizes[cell];
  const counts = new Array<number>(10).fill(0);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  const starts = [0];
  for (const [digit, count] of counts.entries()) starts.push((starts[digit] ?? 0) + count);
  const next = [...starts];
  const pixels = new Uint8Array(labels.length * cell * cell);
  for (const [image, label] of labels.entries()) {
    const index = next[label] ?? 0;
    next[label] = index + 1;
    for (let y = 0; y < cell; y++)
      for (let x = 0; x < cell; x++) {
        let sum = 0;
        for (let dy = 0; dy < pool; dy++) {
          const row = image * side * side + (margin + y * pool + dy) * side + margin + x * pool;
          for (let dx = 0; dx < pool; dx++) sum += images[row + dx] as number;
        }
        pixels[index * cell * cell + y * cell + x] = Math.round(sum / (pool * pool));
      }
  }
  return { pixels, size: cell, starts };
}
