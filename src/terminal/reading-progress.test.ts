import { expect, it } from 'vitest';
import { showingBytes } from './reading-progress.js';

it('gives back what the work found', () => {
  function* work() {
    for (let bytes = 1; bytes <= 3; bytes++) yield { bytes, total: 3 };
    return 'found';
  }
  expect(showingBytes('read', work())).toBe('found');
});
