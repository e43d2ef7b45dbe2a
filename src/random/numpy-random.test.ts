import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NumpyRandom } from './numpy-random.js';

interface NumpyDraws {
  readonly seed: number;
  readonly randomSample: number[];
  readonly permutation: number[][];
  readonly choice: number[];
  readonly afterwards: number;
}

const fixture = JSON.parse(readFileSync('test/fixtures/python-random.json', 'utf8')) as {
  readonly numpy: NumpyDraws[];
};

describe('NumpyRandom draws what numpy.random.RandomState draws', () => {
  it.each(fixture.numpy)('one generator in sequence, seed $seed', (numpy) => {
    const random = new NumpyRandom(numpy.seed);
    expect(Array.from({ length: 5 }, () => random.randomSample())).toEqual(numpy.randomSample);
    for (const order of numpy.permutation) {
      expect(random.permutation(order.length)).toEqual(order);
    }
    const items = Array.from({ length: 30 }, (_, index) => index + 10);
    expect(random.choiceWithoutReplacement(items, 5)).toEqual(numpy.choice);
    expect(random.randomSample()).toBe(numpy.afterwards);
  });

  it('refuses a seed that NumPy refuses, and more items than there are', () => {
    expect(() => new NumpyRandom(2 ** 32)).toThrow('0 to 2^32 - 1');
    expect(() => new NumpyRandom(0).choiceWithoutReplacement([1], 2)).toThrow('choose 2');
  });
});
