import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { plainDigits, smallGrids } from '../../test/small-images.js';
import { type ExampleArrays, exampleArrays, exampleSource } from '../data/mnist/examples.js';
import { drawGrids, type GridData } from '../data/mnist/grids.js';
import { drawImage } from '../data/mnist/image.js';
import { imageSize, type MnistOptions } from '../data/mnist/options.js';
import { MersenneTwister } from '../random/mersenne-twister.js';
import { liveTensors, scope } from '../tensor/index.js';
import { GridRenderer } from './grid-renderer.js';

let before: number;
beforeEach(() => {
  before = liveTensors();
});
afterEach(() => expect(liveTensors()).toBe(before));

function rendered(data: GridData, arrays: ExampleArrays): { shape: number[]; grey: number[] } {
  const renderer = new GridRenderer(data, plainDigits(data.options.cell), 'cpu');
  const result = scope(() => {
    const images = renderer.render(arrays);
    const grey = Array.from(images.toFloat32Array(), (value) => Math.round(value * 255));
    return { shape: images.shape, grey };
  });
  renderer.dispose();
  return result;
}

describe('images drawn on a device', () => {
  it.each<[string, Partial<MnistOptions>]>([
    ['7 pixels a cell', {}],
    ['28 pixels a cell', { cell: 28, grid: 3 }],
    ['8 pixels a cell', { cell: 8, grid: 3 }],
    ['one cell', { grid: 1, pairs: 5, shares: { D1cons: 0.6, D5cons: 0.4 } }],
  ])('are those that are drawn pixel by pixel: %s', (_what, changes) => {
    const options = { ...smallGrids, ...changes };
    const data = drawGrids(options, 4);
    const random = new MersenneTwister(3);
    const next = exampleSource(data, { questions: ['D1cons'], definitions: ['D1cons', 'D5cons'] });
    const examples = Array.from({ length: 40 }, () => next(random));
    expect(new Set(examples.map(({ asked }) => asked === null)).size).toBe(2);
    const digits = plainDigits(options.cell);
    const arrays = exampleArrays(examples, options, digits, random);
    const wanted = examples.flatMap((_, row) => [...drawImage(data, digits, arrays, row)]);
    const { shape, grey } = rendered(data, arrays);
    expect(shape).toEqual([40, 1, imageSize(options), imageSize(options)]);
    expect(grey).toEqual(wanted);
  });

  it('show a tag in the top row of a definition alone, and a border around one cell', () => {
    const data = drawGrids(smallGrids, 1);
    const tags = [1, 0].map((bit) => new Uint8Array(14).fill(bit));
    const plain = { ...data, tags };
    const arrays: ExampleArrays = {
      count: 3,
      digits: new Int32Array(12),
      asked: Int32Array.of(4, 4, 3),
      tags: Int32Array.of(1, 2, 0),
      targets: new Int32Array(12),
    };
    const { grey } = rendered(plain, arrays);
    const at = (image: number, y: number, x: number) => grey[(image * 14 + y) * 14 + x];
    for (let x = 0; x < 14; x++) expect([at(0, 0, x), at(1, 0, x)]).toEqual([255, 0]);
    const isBorder = (y: number, x: number): boolean =>
      y >= 7 && x >= 7 && (y === 7 || x === 7 || y === 13 || x === 13);
    for (let y = 1; y < 14; y++)
      for (let x = 0; x < 14; x++) {
        const digit = ((y % 7) * 7 + (x % 7)) % 7;
        expect([at(0, y, x), at(1, y, x)]).toEqual([digit, digit]);
        expect(at(2, y, x)).toBe(isBorder(y, x) ? 255 : digit);
      }
  });
});
