import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupsWith } from '../../test/table-one.js';
import { withAlpha } from './presets/table-1.js';
import { sharesOptions, sliceX1, sliceX2 } from './shares.js';

const main = {
  D1cons: 0.25,
  D2incons: 0.25,
  QA3: 0.1,
  QA4: 0.1,
  D5cons: 0.08,
  D6cons: 0.08,
  D8cons: 0.08,
  QA7: 0.06,
};
const range = (size: number) => Array.from({ length: size }, (_, index) => index);

describe('shares', () => {
  it('give the sizes of Table 1 for 4000 entities', () => {
    const { x1, x2 } = sliceX1(range(4000), groupsWith(main));
    const sizes = [...x1, ...sliceX2(x2, groupsWith(main))].map(([name, items]) => [
      name,
      items.length,
    ]);
    expect(Object.fromEntries(sizes)).toEqual({
      D1cons: 1000,
      D2incons: 1000,
      QA3: 400,
      QA4: 400,
      D5cons: 320,
      D6cons: 320,
      QA7: 240,
      D8cons: 320,
      D9incons: 0,
      D10cons: 0,
      D4cons: 0,
    });
  });

  it('cut the list without overlap and leave next to nothing over', () => {
    fc.assert(
      fc.property(fc.nat({ max: 3000 }), fc.double({ min: 0, max: 1, noNaN: true }), (size, a) => {
        const groups = groupsWith(withAlpha(main, a));
        const { x1, x2 } = sliceX1(range(size), groups);
        const items = [...x1.values(), ...sliceX2(x2, groups).values()].flat();
        expect(new Set(items).size).toBe(items.length);
        expect(size - items.length).toBeLessThanOrEqual(10);
      }),
    );
  });

  it('must sum to 1', () => {
    expect(sharesOptions.parse(main)).toEqual(main);
    expect(() => sharesOptions.parse({ ...main, D1cons: 0.2 })).toThrow('must sum to 1, got 0.95');
  });
});

describe('withAlpha', () => {
  it("gives the shares of the paper's sweep", () => {
    const shares = withAlpha(main, 0.9);
    expect(shares.D1cons).toBeCloseTo(0.225, 12);
    expect(shares.D9incons).toBeCloseTo(0.025, 12);
    expect(shares.D2incons).toBeCloseTo(0.225, 12);
    expect(shares.D10cons).toBeCloseTo(0.025, 12);
    expect(shares.D5cons).toBe(0.08);
  });

  it('keeps what each source has, and 1 leads back to the main setting', () => {
    const alphas = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(alphas, (alpha) => {
        const shares = withAlpha(main, alpha);
        expect(sharesOptions.safeParse(shares).success).toBe(true);
        const back = withAlpha(shares, 1);
        expect(back.D1cons).toBeCloseTo(0.25, 12);
        expect(back.D9incons).toBe(0);
      }),
    );
    expect(() => withAlpha(main, 1.5)).toThrow('alpha is a fraction of 0 to 1, got 1.5');
  });
});
