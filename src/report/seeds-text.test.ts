import { describe, expect, it } from 'vitest';
import { seedsText } from './seeds-text.js';

describe('seedsText', () => {
  it('writes neighbours as ranges', () => {
    expect(seedsText([10, 11, 12, 14])).toBe('10-12, 14');
    expect(seedsText([3])).toBe('3');
  });
});
