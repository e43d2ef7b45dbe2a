import { describe, expect, it } from 'vitest';
import { plainDigits, smallGrids } from '../../test/small-images.js';
import { exampleArrays, testExamples } from '../data/mnist/examples.js';
import { drawGrids } from '../data/mnist/grids.js';
import type { ImageModel } from '../models/image-model.js';
import { MersenneTwister } from '../random/mersenne-twister.js';
import { liveTensors, type Tensor, tensor } from '../tensor/index.js';
import { GridRenderer } from '../training/grid-renderer.js';
import { answerGrids, maskedAccuracy } from './masked-accuracy.js';

describe('masked accuracy', () => {
  it('counts the cells that have an answer', () => {
    // Two questions about one of three cells each, with two targets: 2 is "no answer".
    const targets = Int32Array.of(2, 1, 2, /* */ 0, 2, 2);
    expect(maskedAccuracy(Int32Array.of(0, 1, 0, /* */ 1, 1, 1), targets, 2)).toBe(0.5);
    expect(maskedAccuracy(Int32Array.of(2, 2, 2, /* */ 2, 2, 2), targets, 2)).toBe(0);
    expect(maskedAccuracy(targets, targets, 2)).toBe(1);
    // A definition has an answer in every cell.
    const definition = Int32Array.of(0, 1, 1, 0);
    expect(maskedAccuracy(Int32Array.of(0, 1, 0, 2), definition, 2)).toBe(0.5);
  });

  it('is nothing where nothing is asked', () => {
    expect(() => maskedAccuracy(Int32Array.of(1), Int32Array.of(2), 2)).toThrow('got none');
  });
});

describe('answers of a model of images', () => {
  it('are its most likely classes, and its loss that of all cells, however it is batched', () => {
    const data = drawGrids(smallGrids, 1);
    const digits = plainDigits(7);
    const examples = [...data.pairs.values()]
      .flat()
      .flatMap((pair) => testExamples(pair, 'questions'));
    const arrays = exampleArrays(examples, smallGrids, digits, new MersenneTwister(1));
    const cells = 4 * examples.length;
    // Logits by hand: cell c of every image prefers class c with 2, all others have 0.
    const preferring = Float32Array.from({ length: 16 }, (_, i) => (i % 4 === i >> 2 ? 2 : 0));
    const model: ImageModel = {
      device: 'cpu',
      parameters: () => [],
      forward: (pixels: Tensor) =>
        tensor(preferring, [1, 16])
          .expand([pixels.shape[0] as number, 16])
          .contiguous(),
    };
    const before = liveTensors();
    const renderer = new GridRenderer(data, digits, 'cpu');
    const how = { precision: 'float32' } as const;
    const [whole, divided] = [1000, 7].map((testBatch) =>
      answerGrids(model, renderer, arrays, { ...how, testBatch }),
    );
    renderer.dispose();
    expect(liveTensors()).toBe(before);
    expect([...(whole?.classes ?? [])]).toEqual(Array.from({ length: cells }, (_, i) => i % 4));
    expect(divided?.classes).toEqual(whole?.classes);
    const right = [...arrays.targets].filter((target, i) => target === i % 4).length;
    const wanted = Math.log(Math.E ** 2 + 3) - (2 * right) / cells;
    expect(whole?.loss).toBeCloseTo(wanted, 5);
    expect(divided?.loss).toBeCloseTo(wanted, 5);
  });
});
