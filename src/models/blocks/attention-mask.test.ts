import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { whole } from '../../../test/golden-model.js';
import { scope, type Tensor, zeros } from '../../tensor/index.js';
import { causalMask, paddingMask } from './attention-mask.js';
import { ForwardPass } from './forward-pass.js';
import { KeyValueCache } from './key-value-cache.js';

const ids = (rows: number, tokens: number): Tensor => zeros([rows, tokens], { dtype: 'int64' });
const rowsOf = (x: Tensor | null): number[][] => {
  if (!x) return [];
  const width = x.shape.at(-1) as number;
  const flat = x.toArray();
  return Array.from({ length: flat.length / width }, (_, i) =>
    flat.slice(i * width, (i + 1) * width),
  );
};

describe('what is attended to', () => {
  it('is restricted by order alone where nothing else is said', () => {
    scope(() => {
      const plain = ForwardPass.of(ids(2, 4), {});
      expect(causalMask(plain, 'cpu')).toBe(null);
      expect(causalMask(plain, 'cpu', 4)).toBe(null);
      expect(plain.everywhere()).toBe(plain);
    });
  });

  it('is text no later than the query and inside the window, whatever is given', () => {
    const token = fc.record({ position: fc.nat({ max: 6 }), isText: fc.boolean() });
    const row = fc.array(token, { minLength: 5, maxLength: 5 });
    const window = fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined });
    fc.assert(
      fc.property(fc.tuple(row, row), window, fc.boolean(), (texts, most, inParts) => {
        scope(() => {
          const part = (start: number, end: number) => {
            const cut = texts.map((text) => text.slice(start, end));
            return {
              ids: ids(2, end - start),
              positionIds: whole(cut.map((text) => text.map(({ position }) => position))),
              mask: whole(cut.map((text) => text.map(({ isText }) => (isText ? 1 : 0)))),
            };
          };
          const cache = new KeyValueCache();
          if (inParts) ForwardPass.of(part(0, 3).ids, { ...part(0, 3), cache });
          const last = part(inParts ? 3 : 0, 5);
          const pass = ForwardPass.of(last.ids, inParts ? { ...last, cache } : last);
          const wanted = texts.flatMap((text) =>
            text.slice(inParts ? 3 : 0).map((query) => {
              const seen = text.map(
                ({ position, isText }) =>
                  isText && position <= query.position && query.position - position < (most ?? 100),
              );
              // Padding that could see nothing sees everything, so that it is a number.
              return seen.map((one) => (one || !seen.includes(true) ? 1 : 0));
            }),
          );
          expect(rowsOf(causalMask(pass, 'cpu', most))).toEqual(wanted);
          cache.dispose();
        });
      }),
    );
  });

  it('needs position ids after tokens of a cache', () => {
    scope(() => {
      const cache = new KeyValueCache();
      const first = ForwardPass.of(ids(1, 2), { cache });
      expect(rowsOf(causalMask(first, 'cpu'))).toEqual([
        [1, 0],
        [1, 1],
      ]);
      expect(() => ForwardPass.of(ids(1, 1), { cache })).toThrow(
        'after 2 tokens in the cache `positionIds` are needed',
      );
      cache.dispose();
    });
  });

  it('of an encoder is text, or everything where there is none', () => {
    scope(() => {
      const mask = whole([
        [1, 0],
        [0, 0],
      ]);
      expect(rowsOf(paddingMask(mask))).toEqual([
        [1, 0],
        [1, 1],
      ]);
    });
  });
});
