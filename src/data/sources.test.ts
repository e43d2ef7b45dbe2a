import { describe, expect, it } from 'vitest';
import { withAlpha } from './alpha.js';
import { sourcesDiffer } from './sources.js';

const shares = { D1cons: 0.25, D2incons: 0.25, QA3: 0.5 };

describe('sourcesDiffer', () => {
  it('follows alpha', () => {
    expect([1, 0.75, 0.5, 0].map((alpha) => sourcesDiffer(withAlpha(shares, alpha)))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('holds where there is nothing to compare with', () => {
    expect(sourcesDiffer({ D1cons: 0.5, QA3: 0.5 })).toBe(true);
  });
});
