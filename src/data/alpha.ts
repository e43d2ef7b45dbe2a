import type { Shares } from './shares.js';

/**
 * Shares under which the tags tell the truth to the degree alpha (paper, Sec. 3.3): of the
 * aliases that tag 1 defines in X1 the part alpha is consistent (D1cons) and the rest is not
 * (D9incons); of those that tag 2 defines the part alpha is inconsistent (D2incons) and the rest is
 * not (D10cons). 1 is the paper's main setting; at 0.5 a tag says nothing.
 *
 * The two sources keep the shares that they have. An alpha outside 0 .. 1 is a RangeError.
 */
export function withAlpha(shares: Shares, alpha: number): Shares {
  if (!(alpha >= 0 && alpha <= 1))
    throw new RangeError(`alpha is a fraction of 0 to 1, got ${alpha}`);
  const first = (shares.D1cons ?? 0) + (shares.D9incons ?? 0);
  const second = (shares.D2incons ?? 0) + (shares.D10cons ?? 0);
  return {
    ...shares,
    D1cons: first * alpha,
    D9incons: first * (1 - alpha),
    D2incons: second * alpha,
    D10cons: second * (1 - alpha),
  };
}
