import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import {
  empty,
  isOutOfMemory,
  keptMemory,
  limitMemory,
  peakMemory,
  releaseMemory,
  resetPeakMemory,
  scope,
  type Tensor,
  zeros,
} from './index.js';

afterEach(() => limitMemory(null));

/** What tensors hold now, in bytes as blocks of memory have them. */
function live(): number {
  resetPeakMemory('cpu');
  return peakMemory('cpu');
}

/** Bytes that may be kept beyond what tensors once needed together, at least. */
const leastSlack = 64 * 2 ** 20;

it('keeps little more than tensors once needed together, whatever their sizes', () => {
  const size = fc.integer({ min: 1, max: 8_000_000 });
  const use = fc.record({ size, lives: fc.integer({ min: 0, max: 12 }) });
  fc.assert(
    fc.property(fc.array(use, { minLength: 20, maxLength: 200 }), (uses) => {
      releaseMemory('cpu');
      const before = live();
      let most = before;
      const tensors: { tensor: Tensor; until: number }[] = [];
      for (const [i, { size, lives }] of uses.entries()) {
        for (const done of tensors.filter(({ until }) => until === i)) done.tensor.dispose();
        // All but two elements are never written, so that no memory is behind them.
        const tensor = scope(() => empty([size]));
        scope(() => {
          for (const at of [0, size - 1]) tensor.select(0, at).fill_(i);
        });
        tensors.push({ tensor, until: i + 1 + lives });
        most = Math.max(most, live());
        expect(live() + keptMemory()).toBeLessThanOrEqual(most + Math.max(most / 16, leastSlack));
      }
      // Nobody else's memory was handed out twice.
      for (const [i, { tensor, until }] of tensors.entries())
        if (until >= uses.length)
          for (const at of [0, -1]) expect(scope(() => tensor.select(0, at).item())).toBe(i);
      for (const { tensor } of tensors) tensor.dispose();
      releaseMemory('cpu');
      expect(keptMemory()).toBe(0);
      expect(live()).toBe(before);
    }),
    { numRuns: 30 },
  );
});

it('uses a freed block again for a tensor of about its size', () => {
  scope(() => {
    releaseMemory('cpu');
    const first = zeros([1_000_000]);
    const held = live();
    first.dispose();
    expect(keptMemory()).toBeGreaterThanOrEqual(4_000_000);
    zeros([970_000]);
    expect(keptMemory()).toBe(0);
    expect(live()).toBe(held);
  });
});

it('fails beyond its limit as where memory runs out, and goes on after it', () => {
  scope(() => {
    limitMemory(live() + 4_000_000);
    let failure: unknown;
    try {
      zeros([2_000_000]);
    } catch (error) {
      failure = error;
    }
    expect(isOutOfMemory(failure)).toBe(true);
    expect((failure as Error).message).toContain(
      "can't allocate memory: you tried to allocate 8000000 bytes on the host",
    );
    expect(zeros([500_000]).sum().item()).toBe(0);
  });
});
