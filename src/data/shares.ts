import { z } from 'zod';
import type { Subset } from './subsets.js';

const share = z.number().min(0).max(1).optional();

/**
 * How large a part of all aliases each subset gets; a subset that is not named gets none. The sum
 * must be 1 within 1e-6.
 */
export const sharesOptions = z
  .strictObject({
    D1cons: share,
    D2incons: share,
    QA3: share,
    QA4: share,
    D5cons: share,
    D6cons: share,
    QA7: share,
    D8cons: share,
    D9incons: share,
    D10cons: share,
    D4cons: share,
  } satisfies Record<Subset, typeof share>)
  .refine((shares) => Math.abs(sum(Object.values(shares)) - 1) <= 1e-6, {
    when: ({ issues }) => issues.length === 0,
    error: (issue) =>
      `must sum to 1, got ${Number(sum(Object.values(issue.input as Shares)).toFixed(9))}`,
  })
  .describe('Part of all aliases that each subset gets; the sum is 1');

/** Part of all aliases by subset. */
export type Shares = Readonly<Partial<Record<Subset, number>>>;

/** The order in which the authors' release cuts the shuffled list: X1 first, then X2's pool. */
const x1Order = ['QA4', 'D1cons', 'D9incons', 'D10cons', 'D2incons', 'D4cons', 'QA3'] as const;
const x2Order = ['D5cons', 'D6cons', 'D8cons', 'QA7'] as const;

/** In which order subsets get their parts, so that a control parts the same pairs by other tags. */
export const cuttingOrder: readonly Subset[] = [...x1Order, ...x2Order];

/** Cuts the list into the subsets of X1 and what is left for X2, by the release's rounding. */
export function sliceX1<T>(
  items: readonly T[],
  shares: Shares,
): { readonly x1: ReadonlyMap<Subset, readonly T[]>; readonly x2: readonly T[] } {
  const poolShare = sum(x2Order.map((name) => shares[name] ?? 0));
  const parts = cut(items, [...x1Order.map((name) => shares[name] ?? 0), poolShare]);
  return {
    x1: new Map(x1Order.map((name, i) => [name, parts[i] ?? []])),
    x2: parts[x1Order.length] ?? [],
  };
}

/** Cuts the pool of X2 into its subsets, whose shares are taken of the pool. */
export function sliceX2<T>(items: readonly T[], shares: Shares): ReadonlyMap<Subset, readonly T[]> {
  const poolShare = sum(x2Order.map((name) => shares[name] ?? 0));
  const ofPool = x2Order.map((name) => (poolShare > 0 ? (shares[name] ?? 0) / poolShare : 0));
  const parts = cut(items, ofPool);
  return new Map(x2Order.map((name, i) => [name, parts[i] ?? []]));
}

/**
 * Contiguous slices of size round-half-even(length x share). As in the release, what the sizes' sum
 * exceeds the length by is added to the last one (a sum that falls short by one leaves two items in
 * no slice).
 */
function cut<T>(items: readonly T[], shares: readonly number[]): T[][] {
  const sizes = shares.map((part) => roundHalfEven(items.length * part));
  const last = sizes.length - 1;
  sizes[last] = (sizes[last] ?? 0) + sum(sizes) - items.length;
  let start = 0;
  return sizes.map((size) => {
    const slice = items.slice(start, start + Math.max(0, size));
    start += size;
    return slice;
  });
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

function sum(values: readonly (number | undefined)[]): number {
  return values.reduce<number>((total, value) => total + (value ?? 0), 0);
}
