import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import {
  autocast,
  backward,
  cat,
  generatorState,
  isOutOfMemory,
  Parameter,
  peakMemory,
  resetPeakMemory,
  scope,
  seedEngine,
  setGeneratorState,
  type Tensor,
  tensor,
  zeros,
} from '../../src/tensor/index.js';
import { alive, device, expectAlive, fake, used } from './fake.js';

afterEach(() => fake.setLimit(4e9));

const numbers = (...values: number[]) => tensor(Float32Array.from(values), [values.length]);

describe('the fake accelerator', () => {
  it('takes elements, computes, gives them back and leaves nothing alive', () => {
    const before = alive();
    const { result, reads, kernels } = used(() =>
      scope(() => {
        const [a, b] = [numbers(1, 2, 3), numbers(10, 20, 30)].map((x) => x.to({ device }));
        if (!a || !b) throw new Error('unreachable');
        expect(a.device).toBe(device);
        return a.add(b).mul(2).toArray();
      }),
    );
    expect(result).toEqual([22, 44, 66]);
    expect(reads).toBe(1);
    expect(kernels).toBeGreaterThanOrEqual(2);
    expectAlive(before);
  });

  it('has views of its memory, written through', () => {
    scope(() => {
      const x = numbers(1, 2, 3, 4, 5, 6).to({ device });
      x.view([2, 3]).transpose(0, 1).select(0, 1).add_(10);
      expect(x.toArray()).toEqual([1, 12, 3, 4, 15, 6]);
      expect(x.view([2, 3]).transpose(0, 1).reshape([6]).toArray()).toEqual([1, 4, 12, 15, 3, 6]);
    });
  });

  it('does not mix with the host, numbers aside', () => {
    const mixed = /Expected all tensors to be on the same device, but found at least two devices/;
    scope(() => {
      const [there, here] = [numbers(1, 2).to({ device }), numbers(3, 4)];
      expect(() => there.add(here)).toThrow(mixed);
      expect(() => here.add(there)).toThrow(mixed);
      expect(() => here.add_(there)).toThrow(mixed);
      const rows = there.view([1, 2]);
      expect(() => rows.matmul(here.view([2, 1]))).toThrow(mixed);
      expect(() => rows.indexSelect(0, tensor(Int32Array.of(0), [1]))).toThrow(mixed);
      expect(() => cat([there, here])).toThrow(mixed);
      // A number of the host goes along, as it may on a GPU, but takes no result.
      expect(there.add(numbers(3).sum()).toArray()).toEqual([4, 5]);
      expect(() => numbers(3).sum().add_(there.sum())).toThrow(mixed);
    });
  });

  it('takes a parameter in place and gradients back to it', () => {
    scope(() => {
      const parameter = scope(() => new Parameter(numbers(1, 2, 3)));
      parameter.moveTo(device);
      backward(parameter.square().sum());
      expect(parameter.grad?.device).toBe(device);
      expect(parameter.grad?.toArray()).toEqual([2, 4, 6]);
      parameter.dispose();
    });
  });

  it('counts where the host waits', () => {
    scope(() => {
      const x = numbers(1, 0, 2).to({ device });
      expect(used(() => x.sum().item()).reads).toBe(1);
      expect(used(() => x.mul(2).sum()).reads).toBe(0);
      expect(used(() => numbers(1).to({ device })).waitingWrites).toBe(1);
      expect(
        used(() => numbers(1).pinMemory().to({ device, nonBlocking: true })).waitingWrites,
      ).toBe(0);
    });
  });

  it('draws from a generator of its own', () => {
    scope(() => {
      const ones = zeros([64], { dtype: 'float32', device }).add(1);
      const draw = (): number[] => ones.dropout(0.5, true).toArray();
      seedEngine(7);
      const [state, onHost] = [generatorState(device), generatorState('cpu')];
      const first = draw();
      expect(draw()).not.toEqual(first);
      setGeneratorState(device, state);
      expect(draw()).toEqual(first);
      expect(generatorState('cpu')).toEqual(onHost);
    });
  });

  it('multiplies in bfloat16 under autocast and sums in float32', () => {
    scope(() => {
      const x = zeros([2, 2], { dtype: 'float32', device });
      autocast(device, 'bfloat16', () => {
        expect(x.matmul(x).dtype).toBe('bfloat16');
        expect(x.matmul(x).softmax(-1).dtype).toBe('float32');
      });
    });
  });

  it('has as much memory as it is told, and says what it held at most', () => {
    const before = fake.liveBytes();
    fake.setLimit(before + 1_000_000);
    resetPeakMemory(device);
    scope(() => {
      zeros([200_000], { dtype: 'float32', device });
      try {
        zeros([100_000], { dtype: 'float32', device });
        expect.unreachable();
      } catch (error) {
        expect(isOutOfMemory(error)).toBe(true);
        expect((error as Error).message).toMatch(
          /fake out of memory\. Tried to allocate 400000 bytes/,
        );
      }
    });
    expect(fake.liveBytes()).toBe(before);
    expect(peakMemory(device) - before).toBeGreaterThanOrEqual(800_000);
    expect(peakMemory(device) - before).toBeLessThan(1_000_000);
  });

  it('is refused by the operators of our own, which run on the host', () => {
    const wrong = /must lie on the host, got fake:0/;
    scope(() => {
      const ones = (...shape: number[]) => zeros(shape, { dtype: 'float32' }).add(1);
      const there = (x: Tensor) => x.to({ device });
      const [qkv, angles] = [ones(1, 2, 1, 3, 4), ones(2, 2)];
      const mask = ones(1, 2).gt(0);
      const positions = ones(1, 1).to({ dtype: 'int64' });
      expect(() => there(qkv).shortAttention(there(angles), there(angles))).toThrow(wrong);
      expect(() => qkv.shortAttention(there(angles), angles)).toThrow(wrong);
      expect(() => qkv.shortAttention(angles, there(angles))).toThrow(wrong);
      expect(() => qkv.shortAttention(angles, angles, { mask: there(mask) })).toThrow(wrong);
      expect(() => qkv.shortAttention(angles, angles, { positions: there(positions) })).toThrow(
        wrong,
      );
      const [logits, targets] = [ones(2, 3), ones(2).to({ dtype: 'int64' })];
      expect(() => there(logits).crossEntropyWithGradient(there(targets), 1)).toThrow(wrong);
      expect(() => logits.crossEntropyWithGradient(there(targets), 1)).toThrow(wrong);
      const [map, taps, each] = [ones(1, 2, 2, 3), ones(3, 1, 3, 3), ones(3)];
      expect(() => there(map).depthwiseConvolution(there(taps), there(each))).toThrow(wrong);
      expect(() => map.depthwiseConvolution(there(taps), each)).toThrow(wrong);
      expect(() => map.depthwiseConvolution(taps, there(each))).toThrow(wrong);
      expect(() => there(map).responseNorm(there(each), there(each), 1e-6)).toThrow(wrong);
      expect(() => map.responseNorm(there(each), each, 1e-6)).toThrow(wrong);
      expect(() => map.responseNorm(each, there(each), 1e-6)).toThrow(wrong);
    });
  });

  it('ends the process in which the host reads its memory, and says why', () => {
    const program = fileURLToPath(new URL('host-read.ts', import.meta.url));
    const ended = spawnSync(process.execPath, ['--import', 'tsx', program], { encoding: 'utf8' });
    expect(ended.stdout).toBe('before\n');
    expect(ended.signal).toBe('SIGSEGV');
    expect(ended.stderr).toContain('the host touched memory of the fake accelerator');
  });
});
