import { afterEach, describe, expect, it } from 'vitest';
import {
  keep,
  liveBytes,
  liveTensors,
  ones,
  Parameter,
  scope,
  type Tensor,
  zeros,
} from './index.js';

const start = liveTensors();
afterEach(() => expect(liveTensors()).toBe(start));

describe('scope', () => {
  it('frees what was made inside, in inner scopes too', () => {
    scope(() => {
      const a = ones([2, 2]);
      scope(() => void a.add(a).mul(3));
      expect(liveTensors()).toBe(start + 1);
    });
  });

  it('hands its result, anywhere in arrays, objects and maps, to the enclosing scope', () => {
    scope(() => {
      const result = scope(() => ({
        list: [ones([1]), { deep: ones([1]) }],
        map: new Map([['a', ones([1])]]),
        dropped: void ones([1]),
      }));
      expect(liveTensors()).toBe(start + 3);
      expect(result.map.get('a')?.item()).toBe(1);
    });
  });

  it('lets a result of the outermost scope live until it is disposed', () => {
    const result = scope(() => ones([3]).mul(2));
    expect(result.toArray()).toEqual([2, 2, 2]);
    result.dispose();
    result.dispose();
  });

  it('frees on a throw and passes the error on', () => {
    const body = (): void => {
      ones([2]);
      throw new Error('mine');
    };
    expect(() => scope(body)).toThrow('mine');
  });

  it('leaves an input that it returns to the scope that owns it', () => {
    scope(() => {
      const input = ones([2]);
      const same = scope(() => input);
      expect(same).toBe(input);
      expect(input.toArray()).toEqual([1, 1]);
    });
  });

  it('refuses a promise', () => {
    expect(() => scope(async () => ones([1]))).toThrow('a scope must finish synchronously');
  });

  it('keeps parameters and kept tensors out', () => {
    const [parameter, kept] = scope(() => [new Parameter(zeros([2])), keep(ones([2]))] as const);
    expect(scope(() => parameter.add(kept).toArray())).toEqual([1, 1]);
    parameter.dispose();
    kept.dispose();
  });
});

describe('a freed tensor', () => {
  it('throws ReferenceError naming operator and argument, also when its slot is reused', () => {
    let freed: Tensor | undefined;
    scope(() => {
      freed = ones([2]);
    });
    const later = ones([2]);
    expect(() => (freed as Tensor).add(1)).toThrow(ReferenceError);
    expect(() => later.add(freed as Tensor)).toThrow(
      /add\.Tensor.*argument `other`.*freed when its scope ended/,
    );
    later.dispose();
  });
});

describe('live bytes', () => {
  it('count memory that views share once', () => {
    scope(() => {
      const before = liveBytes();
      const a = zeros([1000], { dtype: 'float32' });
      a.view([10, 100]);
      a.slice({ start: 10 });
      expect(liveBytes() - before).toBe(4000);
    });
  });
});
