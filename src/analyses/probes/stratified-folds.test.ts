import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import reference from '../../../test/fixtures/probes.json' with { type: 'json' };
import { stratifiedFolds } from './stratified-folds.js';

describe('stratifiedFolds', () => {
  it.each(reference.folds)("is scikit-learn's StratifiedKFold: case %#", (one) => {
    expect(stratifiedFolds(one.labels, one.folds, 0)).toEqual(one.foldOf);
  });

  it('tests as many of every class in each fold, to one', () => {
    const labels = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(labels, fc.integer({ min: 2, max: 6 }), (drawn, folds) => {
        const all = [...drawn, ...[0, 1, 2].flatMap((one) => new Array<number>(folds).fill(one))];
        const foldOf = stratifiedFolds(all, folds, 7);
        for (const label of [0, 1, 2]) {
          const sizes = Array.from(
            { length: folds },
            (_, fold) => all.filter((own, n) => own === label && foldOf[n] === fold).length,
          );
          expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('refuses a class that does not reach every fold', () => {
    expect(() => stratifiedFolds([0, 0, 0, 1, 1], 3, 0)).toThrow(
      '3 folds need as many examples of each class, got 2 of class 1',
    );
    expect(() => stratifiedFolds([0, 1], 1, 0)).toThrow('needs at least 2 folds, got 1');
  });
});
