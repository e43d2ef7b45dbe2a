import { expect, it } from 'vitest';
import { randint, scope, seedEngine, setThreads } from '../tensor/index.js';
import { mostLikely } from './most-likely.js';

it.each([7, 4096, 5000, 4097, 32_128])('is the first largest of %i logits, as argmax', (size) => {
  setThreads(1);
  seedEngine(size);
  for (const dtype of ['float32', 'bfloat16'] as const)
    for (const values of [3, 2 ** 20])
      scope(() => {
        const logits = randint(-values, values, [9, size]).to({ dtype });
        const wanted = logits.to({ dtype: 'float32' }).argmax({ dim: -1 });
        expect(mostLikely(logits)).toEqual(wanted.toInt32Array());
      });
});
