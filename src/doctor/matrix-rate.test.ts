import { describe, expect, it } from 'vitest';
import { why } from '../../test/run-credence.js';
import { measureMatrixRates } from './matrix-rate.js';

const noAddon = /addon/.test(why);

describe.skipIf(noAddon)(`measureMatrixRates${noAddon ? why : ''}`, () => {
  it('finds rates that a device of today can have', async () => {
    const { device, rate } = await measureMatrixRates();
    expect(device).toMatch(/^(cpu|cuda:\d+)$/);
    for (const precision of ['float32', 'bfloat16'] as const) {
      expect(rate(precision)).toBeGreaterThan(1e8);
      expect(rate(precision)).toBeLessThan(1e17);
      expect(rate(precision)).toBe(rate(precision));
    }
  });
});
