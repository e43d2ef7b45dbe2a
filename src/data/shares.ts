import { z } from 'zod';
import type { Group } from './groups.js';

/**
 * How large a part of all aliases each group gets; a group that is not named gets none. The sum
 * must be 1 within 1e-6.
 */
export const sharesOptions = z
  .record(z.string(), z.number().min(0).max(1))
  .refine((shares) => Math.abs(sum(Object.values(shares)) - 1) <= 1e-6, {
    when: ({ issues }) => issues.length === 0,
    error: (issue) =>
      `must sum to 1, got ${Number(sum(Object.values(issue.input as Shares)).toFixed(9))}`,
  })
  .describe('Part of all aliases that each group gets; the sum is 1');

/** Part of all aliases by group. */
export type Shares = Readonly<Record<string, number>>;

/** Groups in the order in which they take pairs: those of X1, then those of X2. */
export function cuttingOrder(groups: readonly Group[]): Group[] {
  return [...ordered(groups, 'X1'), ...ordered(groups, 'X2')];
}

/** Cuts the list into the groups of X1 and what is left for X2, by the release's rounding. */
export function sliceX1<T>(
  items: readonly T[],
  groups: readonly Group[],
): { readonly x1: ReadonlyMap<string, readonly T[]>; readonly x2: readonly T[] } {
  const own = ordered(groups, 'X1');
  const poolShare = sum(ordered(groups, 'X2').map(({ share }) => share));
  const parts = cut(items, [...own.map(({ share }) => share), poolShare]);
  return {
    x1: new Map(own.map(({ name }, i) => [name, parts[i] ?? []])),
    x2: parts[own.length] ?? [],
  };
}

/** Cuts the pool of X2 into its groups, whose shares are taken of the pool. */
export function sliceX2<T>(
  items: readonly T[],
  groups: readonly Group[],
): ReadonlyMap<string, readonly T[]> {
  const own = ordered(groups, 'X2');
  const poolShare = sum(own.map(({ share }) => share));
  const parts = cut(
    items,
    own.map(({ share }) => (poolShare > 0 ? share / poolShare : 0)),
  );
  return new Map(own.map(({ name }, i) => [name, parts[i] ?? []]));
}

function ordered(groups: readonly Group[], data: Group['data']): Group[] {
  return groups.filter((group) => group.data === data).sort((a, b) => a.drawn - b.drawn);
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

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
