import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import {
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

it('keeps no more than tensors once needed together, whatever their sizes', () => {
  const size = fc.integer({ min: 1, max: 300_000 });
  const use = fc.record({ size, lives: fc.integer({ min: 0, max: 12 }) });
  fc.assert(
    fc.property(fc.array(use, { minLength: 20, maxLength: 200 }), (uses) => {
      releaseMemory('cpu');
      const before = live();
      const tensors: { tensor: Tensor; until: number }[] = [];
      for (const [i, { size, lives }] of uses.entries()) {
        for (const done of tensors.filter(({ until }) => until === i)) done.tensor.dispose();
        const tensor = scope(() => zeros([size]).add_(i));
        tensors.push({ tensor, until: i + 1 + lives });
        const needed = peakMemory('cpu') - before;
        expect(keptMemory()).toBeLessThanOrEqual(needed * (1 + 1 / 16));
      }
      // Nobody else's memory was handed out twice.
      const ends = tensors.flatMap(({ tensor, until }, i) =>
        until > uses.length - 1 ? [[i, tensor] as const] : [],
      );
      for (const [i, tensor] of ends) expect(scope(() => tensor.amin().item())).toBe(i);
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
