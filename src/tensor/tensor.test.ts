import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  autocast,
  backward,
  cat,
  type DType,
  engineVersion,
  full,
  grad,
  isOutOfMemory,
  noGrad,
  ones,
  Parameter,
  randn,
  releaseMemory,
  resolveDevice,
  scope,
  seedEngine,
  setThreads,
  sharingCasts,
  synchronize,
  type Tensor,
  tensor,
  threads,
  zeros,
} from './index.js';

const row = (...values: number[]): Tensor => tensor(Float64Array.from(values), [values.length]);

describe('operators', () => {
  it('take numbers and tensors, options and defaults', () => {
    scope(() => {
      const a = row(1, 2, 3);
      expect(a.add(a).toArray()).toEqual([2, 4, 6]);
      expect(a.add(1).toArray()).toEqual([2, 3, 4]);
      expect(a.add(a, { alpha: -2 }).toArray()).toEqual([-1, -2, -3]);
      expect(a.clamp({ min: 2 }).toArray()).toEqual([2, 2, 3]);
    });
  });

  it('return lists, named results and pairs', () => {
    scope(() => {
      const a = row(3, 1, 2, 7).view([2, 2]);
      expect(a.chunk(2).map((part) => part.toArray())).toEqual([
        [3, 1],
        [2, 7],
      ]);
      const { values, indices } = a.maxOver(1);
      expect([values.toArray(), indices.toArray(), indices.dtype]).toEqual([
        [3, 7],
        [0, 1],
        'int64',
      ]);
      expect(a.topk(1).indices.toArray()).toEqual([0, 1]);
    });
  });

  it('take lists of tensors, with gaps where the schema allows them', () => {
    scope(() => {
      const a = row(0, 1, 2, 3, 4, 5).view([2, 3]);
      expect(cat([a, a], { dim: 1 }).shape).toEqual([2, 6]);
      const columns = tensor(BigInt64Array.from([2n, 0n]), [2]);
      expect(a.index([null, columns]).toArray()).toEqual([2, 0, 5, 3]);
    });
  });

  it('that write in place give the tensor itself back', () => {
    scope(() => {
      const a = zeros([2]);
      expect(a.add_(1).mul_(3)).toBe(a);
      expect(a.toArray()).toEqual([3, 3]);
    });
  });

  it('explain what does not fit: operator, arguments, shapes', () => {
    scope(() => {
      expect(() => ones([2, 3]).mm(ones([2, 3]))).toThrow(
        // libtorch 2.15 puts the operator's name in front of its own text.
        /^mm\(self Float \[2, 3\], mat2 Float \[2, 3\]\): (mm: )?mat1 and mat2 shapes cannot be multiplied \(2x3 and 2x3\)$/,
      );
      expect(() => ones([2]).view([1.5])).toThrow(
        /view.*argument `size`: wanted an integer, got 1.5/,
      );
      expect(() => (ones([2]) as unknown as { mm(other: string): void }).mm('x')).toThrow(
        /mm\(.*argument `mat2`/,
      );
    });
  });
});

describe('typed arrays', () => {
  it.each<[DType, number]>([
    ['float32', 1.5],
    ['float64', 1.5],
    ['bfloat16', 1.5],
    ['float16', 1.5],
    ['int64', 3],
    ['int32', 3],
    ['uint8', 3],
    ['bool', 1],
  ])('%s goes out and back', (dtype, value) => {
    scope(() => {
      const a = full([2, 2], value, { dtype });
      expect(a.dtype).toBe(dtype);
      expect(a.toArray()).toEqual([value, value, value, value]);
    });
  });

  it('are copied unless shared', () => {
    scope(() => {
      const array = Float32Array.from([1, 2]);
      const [copy, shared] = [tensor(array, [2]), tensor(array, [2], { share: true })];
      array[0] = 5;
      expect([copy.toArray(), shared.toArray()]).toEqual([
        [1, 2],
        [5, 2],
      ]);
      const bytes = shared.toBytes({ share: true });
      new Float32Array(bytes.buffer)[1] = 7;
      expect(array[1]).toBe(7);
      copy.toBytes().fill(0);
      expect(copy.toArray()).toEqual([1, 2]);
    });
  });

  it('must have as many elements as the shape', () => {
    expect(() => tensor(new Float32Array(3), [2, 2])).toThrow(
      'an array of 12 bytes cannot fill a Float tensor of shape [2, 2] (16 bytes)',
    );
    expect(() => tensor(new Uint16Array(2), [2])).toThrow('a Uint16Array needs the option `dtype`');
  });

  it('keep every float32', () => {
    fc.assert(
      fc.property(fc.float32Array({ maxLength: 50 }), (array) => {
        const back = scope(() => tensor(array, [array.length]).toFloat32Array());
        expect(back).toEqual(array);
      }),
    );
  });
});

describe('autograd', () => {
  it('sums gradients into the leaves, and gives chosen ones without touching them', () => {
    scope(() => {
      const w = new Parameter(row(1, 2));
      backward(w.mul(w).sum());
      backward(w.mul(3).sum());
      expect(w.grad?.toArray()).toEqual([5, 7]);
      const unused = new Parameter(row(1));
      const [dw, none] = grad([w.mul(w).sum()], [w, unused]);
      expect([dw?.toArray(), none, w.grad?.toArray()]).toEqual([[2, 4], null, [5, 7]]);
      w.dispose();
      unused.dispose();
    });
  });

  it('weighs outputs, keeps the graph and differentiates twice when asked', () => {
    scope(() => {
      const w = new Parameter(row(2, 3));
      const cube = w.mul(w).mul(w);
      const [weighed] = grad([cube], [w], { outputGradients: [row(1, 10)], keepGraph: true });
      expect(weighed?.toArray()).toEqual([12, 270]);
      const [first] = grad([cube.sum()], [w], { createGraph: true });
      const [second] = grad([(first as Tensor).sum()], [w]);
      expect(second?.toArray()).toEqual([12, 18]);
      w.dispose();
    });
  });

  it('goes back from an output of several elements, each weighed', () => {
    scope(() => {
      const w = new Parameter(row(2, 3));
      backward(w.mul(w), { gradient: row(1, 10) });
      backward(w.mul(w), { gradient: row(1, 1) });
      expect(w.grad?.toArray()).toEqual([8, 66]);
      expect(() => backward(w.mul(w), { gradient: row(1, 2, 3) })).toThrow('shape');
      w.dispose();
    });
  });

  it('casts a parameter once where casts are shared, and anew afterwards', () => {
    scope(() => {
      const w = new Parameter(tensor(Float32Array.of(2), [1, 1]));
      const x = ones([1, 1]);
      const product = (): number => autocast('cpu', 'bfloat16', () => x.mm(w)).item();
      const both = sharingCasts(() => {
        const before = product();
        noGrad(() => w.fill_(3));
        return [before, product()];
      });
      expect(both).toEqual([2, 2]);
      expect(product()).toBe(3);
      const losses = sharingCasts(() =>
        [1, 2].map(() => backward(autocast('cpu', 'bfloat16', () => x.mm(w)).sum())),
      );
      expect(losses).toHaveLength(2);
      expect(w.grad?.toArray()).toEqual([2]);
      w.dispose();
    });
  });

  it('records nothing in noGrad and after detach, and recovers after a throw', () => {
    scope(() => {
      const w = new Parameter(row(1));
      expect(noGrad(() => w.mul(2)).requiresGrad).toBe(false);
      expect(w.mul(2).detach().requiresGrad).toBe(false);
      expect(() =>
        noGrad(() => {
          throw new Error('mine');
        }),
      ).toThrow('mine');
      expect(w.mul(2).requiresGrad).toBe(true);
      w.dispose();
    });
  });
});

describe('the engine', () => {
  it('tells an operator that ran out of memory from other failures', () => {
    const failure = (body: () => unknown): unknown => {
      try {
        scope(() => void body());
      } catch (error) {
        return error;
      }
      throw new Error('nothing failed');
    };
    const tooMuch = failure(() => zeros([2 ** 50]));
    expect(isOutOfMemory(tooMuch)).toBe(true);
    expect((tooMuch as Error).message).toMatch(/^zeros\(size\): .*can't allocate memory/);
    expect(isOutOfMemory(failure(() => ones([2]).mm(ones([2]))))).toBe(false);
    releaseMemory('cpu');
  });

  it('draws the same numbers after the same seed', () => {
    const draw = (seed: number): number[] => {
      seedEngine(seed);
      return scope(() => randn([5]).toArray());
    };
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    expect(() => seedEngine(-1)).toThrow('the seed must be a whole number from 0, got -1');
  });

  it('says its version and threads, and knows its devices', () => {
    expect(engineVersion()).toMatch(/^2\.\d+/);
    setThreads(2);
    expect(threads()).toBe(2);
    setThreads(1);
    expect(threads()).toBe(1);
    expect(resolveDevice('cpu')).toBe('cpu');
    expect(() => resolveDevice('cuda:99')).toThrow('device "cuda:99" is not available');
    synchronize('cpu');
    expect(() => resolveDevice('gpu')).toThrow('unknown device "gpu": use auto, cpu, cuda:N or');
  });
});
