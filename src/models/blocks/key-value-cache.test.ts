import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { whole } from '../../../test/golden-model.js';
import { liveTensors, noGrad, randn, scope, type Tensor } from '../../tensor/index.js';
import { KeyValueCache } from './key-value-cache.js';

const positions = (rows: number, from: number, count: number): Tensor =>
  whole(Array.from({ length: rows }, () => Array.from({ length: count }, (_, i) => from + i)));

describe('a cache of keys and values', () => {
  it('gives all that was added, in order, for the rows that are kept', () => {
    const parts = fc.array(fc.integer({ min: 1, max: 11 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(parts, fc.subarray([0, 1, 2], { minLength: 1 }), (counts, rows) => {
        const before = liveTensors();
        const cache = new KeyValueCache();
        scope(() => {
          const inOrder = (x: Tensor): number[] =>
            x.transpose(1, 2).transpose(0, 1).flatten().toArray();
          let all: Tensor[] = [];
          for (const count of counts) {
            cache.extend(positions(3, cache.length, count), undefined);
            const added = randn([3, 2, count, 4]);
            all.push(added);
            const [keys, values] = cache.append(0, added, added.neg());
            const [others] = cache.append(1, added, added);
            const wanted = all.flatMap(inOrder);
            expect(inOrder(keys)).toEqual(wanted);
            expect(inOrder(values.neg())).toEqual(wanted);
            expect(inOrder(others)).toEqual(wanted);
          }
          cache.keepRows(whole([rows]).flatten());
          all = all.map((part) => part.indexSelect(0, whole([rows]).flatten()));
          cache.extend(positions(rows.length, cache.length, 1), undefined);
          const last = randn([rows.length, 2, 1, 4]);
          const [keys] = cache.append(0, last, last);
          const ends = keys.slice({ dim: 2, start: cache.length - 1 });
          expect(ends.toArray()).toEqual(last.toArray());
          const first = keys.slice({ dim: 2, end: counts[0] as number });
          expect(first.toArray()).toEqual(all[0]?.toArray());
          expect(cache.positionIds.shape).toEqual([rows.length, cache.length]);
        });
        // Of two blocks keys and values, and the positions; nothing else outlives the scope.
        expect(liveTensors() - before).toBe(5);
        cache.dispose();
        expect(liveTensors()).toBe(before);
      }),
      { numRuns: 30 },
    );
  });

  it('outlives scopes and keeps no gradients', () => {
    const before = liveTensors();
    const cache = new KeyValueCache();
    scope(() => {
      const keys = randn([1, 1, 2, 4]).requireGrad();
      cache.extend(positions(1, 0, 2), whole([[0, 1]]).to({ dtype: 'bool' }));
      cache.append(0, keys.mul(2), keys);
      cache.once(0, () => [keys.mul(3), keys]);
    });
    scope(() => {
      cache.extend(positions(1, 2, 1), undefined);
      expect(cache.isText?.toArray()).toEqual([0, 1, 1]);
      const [keys] = cache.append(0, randn([1, 1, 1, 4]), randn([1, 1, 1, 4]));
      expect(keys.requiresGrad).toBe(false);
      const make = (): never => {
        throw new Error('made twice');
      };
      expect(cache.once(0, make)[0].shape).toEqual([1, 1, 2, 4]);
    });
    expect(liveTensors() - before).toBe(6);
    cache.dispose();
    expect(liveTensors()).toBe(before);
    expect(cache.length).toBe(0);
  });

  it('refuses another number of sequences', () =>
    scope(() =>
      noGrad(() => {
        const cache = new KeyValueCache();
        expect(() => cache.positionIds).toThrow('the cache is empty');
        cache.extend(positions(2, 0, 1), undefined);
        expect(() => cache.extend(positions(3, 1, 1), undefined)).toThrow(
          'the cache holds 2 sequences, and 3 go on',
        );
        cache.dispose();
      }),
    ));
});
