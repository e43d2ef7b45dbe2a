import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchByLength, stepSizes } from './batches.js';
import type { EncodedDocument } from './encoded-document.js';

const document = (tokens: number, targets: number): EncodedDocument => ({
  read: null,
  ids: Array.from({ length: tokens }, (_, i) => i),
  realTokens: tokens,
  targets,
});

const documents = fc.array(
  fc
    .integer({ min: 2, max: 6 })
    .chain((n) => fc.integer({ min: 1, max: n - 1 }).map((t) => document(n, t))),
  { minLength: 1, maxLength: 80 },
);

describe('steps of an epoch', () => {
  it('spread: all documents, sizes that differ by at most one, near the size asked for', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.integer({ min: 1, max: 300 }),
        (n, size) => {
          const sizes = stepSizes(n, { documentsPerStep: size, lastBatch: 'spread' });
          expect(sizes.reduce((a, b) => a + b, 0)).toBe(n);
          expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
          if (n >= size)
            expect(Math.min(...sizes)).toBeGreaterThanOrEqual(Math.floor((size * 2) / 3));
        },
      ),
    );
  });

  it('short: full steps and the rest', () => {
    const recipe = { documentsPerStep: 256, lastBatch: 'short' } as const;
    expect(stepSizes(800, recipe)).toEqual([256, 256, 256, 32]);
    expect(stepSizes(512, recipe)).toEqual([256, 256]);
    expect(stepSizes(800, { ...recipe, lastBatch: 'spread' })).toEqual([266, 267, 267]);
  });
});

describe('batches by length', () => {
  it('hold every document once, at most a tenth of their tokens padding, none too large', () => {
    fc.assert(
      fc.property(documents, fc.integer({ min: 1, max: 20 }), (all, most) => {
        const batches = batchByLength(all, most);
        expect(new Set(batches.flat())).toEqual(new Set(all));
        expect(batches.flat()).toHaveLength(all.length);
        for (const batch of batches) {
          expect(batch.length).toBeLessThanOrEqual(most);
          const lengths = batch.map((d) => d.ids.length);
          const filled = batch.length * Math.max(...lengths);
          expect(filled - lengths.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(0.1 * filled);
        }
      }),
    );
  });

  it('count what an encoder reads as well as what its decoder writes', () => {
    const pairs = fc.array(
      fc
        .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 4 }))
        .map(([reads, writes]): EncodedDocument => {
          const { ids, realTokens } = document(reads, 1);
          return { ...document(writes, writes), read: { ids, realTokens } };
        }),
      { minLength: 1, maxLength: 80 },
    );
    fc.assert(
      fc.property(pairs, (all) => {
        const batches = batchByLength(all, all.length);
        expect(new Set(batches.flat())).toEqual(new Set(all));
        for (const batch of batches) {
          const [read, written] = [
            batch.map((d) => d.read?.ids.length ?? 0),
            batch.map((d) => d.ids.length),
          ];
          const filled = batch.length * (Math.max(...read) + Math.max(...written));
          const real = [...read, ...written].reduce((a, b) => a + b, 0);
          expect(filled - real).toBeLessThanOrEqual(0.1 * filled);
        }
      }),
    );
  });
});
