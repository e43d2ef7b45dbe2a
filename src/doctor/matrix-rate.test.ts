import { describe, expect, it } from 'vitest';
import { why } from '../../test/run-credence.js';
import { measureMatrixRates } from './matrix-rate.js';

const noAddon = /addon/.test(why);

describe.skipIf(noAddon)(`measureMatrixRates${noAddon ? why : ''}`, () => {
  it('finds rates that a device of today can have', async () => {
    const { device, rates } = await measureMatrixRates();
    expect(device).toMatch(/^(cpu|cuda:\d+)$/);
    for (const rate of [rates.float32, rates.bfloat16]) {
      expect(rate).toBeGreaterThan(1e8);
      expect(rate).toBeLessThan(1e17);
    }
  });
});
