import { expect, it } from 'vitest';
import { seedsTogether } from './seeds-together.js';

const wanted = { parameters: 5e5, seeds: 10, workers: 1 };

it.each([
  ['on a processor one', { device: 'cpu', batchSeeds: null }, {}, 1],
  ['on a device many of a small model', { device: 'cuda:0', batchSeeds: null }, {}, 8],
  [
    'few of one of 19 million parameters',
    { device: 'cuda:0', batchSeeds: null },
    { parameters: 1.9e7 },
    2,
  ],
  ['one of a large model', { device: 'cuda:0', batchSeeds: null }, { parameters: 1e9 }, 1],
  [
    'one where the size is not known',
    { device: 'cuda:0', batchSeeds: null },
    { parameters: null },
    1,
  ],
  ['as many as are asked for', { device: 'cpu', batchSeeds: 4 }, {}, 4],
  [
    'no more than a worker has',
    { device: 'cuda:0,cuda:1', batchSeeds: null },
    { seeds: 5, workers: 2 },
    3,
  ],
] as const)('%s', (_, execution, changes, count) => {
  expect(seedsTogether({ ...wanted, ...changes, execution })).toBe(count);
});
