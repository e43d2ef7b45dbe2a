import { describe, expect, it } from 'vitest';
import { Packing } from '../../src/models/blocks/packing.js';
import {
  backward,
  Parameter,
  randn,
  scope,
  seedEngine,
  type Tensor,
  zeros,
} from '../../src/tensor/index.js';
import { alive, device, expectAlive, used } from './fake.js';

const lengths = [3, 1, 7, 5];

/** What attention of packed texts gives on a device, and the gradients of q, k and v. */
function attended(where: string, window?: number): number[][] {
  return scope(() => {
    seedEngine(5);
    const packing = new Packing(lengths, where);
    const made = [4, 2, 2].map((heads) => randn([packing.tokens, heads, 8], { dtype: 'bfloat16' }));
    const weights = randn([packing.tokens, 4, 8]).to({ device: where });
    const parts = made.map((x) => new Parameter(x.to({ device: where })));
    const [query, key, value] = parts as [Parameter, Parameter, Parameter];
    const how = { lengths, dropout: 0, scale: 0.5, window };
    const mixed = query.packedAttention(key, value, packing.starts, how);
    backward(mixed.to({ dtype: 'float32' }).mul(weights).sum());
    const numbers = [mixed, ...parts.map(({ grad }) => grad as Tensor)].map((x) => x.toArray());
    for (const one of parts) one.dispose();
    return numbers;
  });
}

describe('attention of packed texts by the operator of devices', () => {
  it.each([undefined, 3])('is that of texts one by one, seen %s back', (window) => {
    const before = alive();
    const [there, here] = [attended(device, window), attended('cpu', window)];
    expectAlive(before);
    for (const [i, values] of here.entries()) {
      const largest = Math.max(...values.map(Math.abs));
      const apart = values.map((x, j) => Math.abs(x - (there[i]?.[j] as number)));
      expect(apart.length).toBeGreaterThan(0);
      // Of numbers with 8 bits; the host's way rounds its steps, the device's only what it gives.
      expect(Math.max(...apart) / largest).toBeLessThan(0.02);
    }
  });

  it('is taken where type and width allow', () => {
    scope(() => {
      const of = (dtype: 'float32' | 'float16' | 'bfloat16', width: number): boolean =>
        zeros([1, 3, 2, width], { dtype, device }).takesPackedTexts();
      expect([of('bfloat16', 8), of('float16', 256)]).toEqual([true, true]);
      expect([of('float32', 8), of('bfloat16', 12), of('bfloat16', 264)]).toEqual([
        false,
        false,
        false,
      ]);
    });
  });

  it('asks nothing of the host', () => {
    const { reads } = used(() =>
      scope(() => {
        const x = zeros([16, 2, 8], { dtype: 'bfloat16', device });
        x.packedAttention(x, x, new Packing(lengths, device).starts, { lengths, dropout: 0 });
      }),
    );
    expect(reads).toBe(0);
  });
});
