import type { SeedValue } from '../../statistics/seed-comparison.js';
import {
  type AlignmentResults,
  type AlignmentSummary,
  lastAlignments,
} from './alignment-summary.js';

/**
 * The numbers of each first seed, by names of three parts: what, which metric, and when.
 *
 * - What: a group under its own tag (`D5cons`), or all definitions of X2 under one tag (`tag 1`,
 *   `tag 2`, where both tags were compared); and the difference of two that are compared
 *   (`D5cons - D6cons`, `D1cons - D2incons`, `tag 1 - tag 2`).
 * - Metric: `cosine`, `innerProduct`, `squaredDistance`, `definitionNorm` or `questionNorm`.
 * - When: `after stage1`, at the last epoch of that stage that was analysed, or `before stage1`,
 *   where its weights before the first step were.
 *
 * So `D5cons - D6cons cosine after stage1` is the cosine of D5's definitions with their questions minus
 * D6's. `cosine with gain after stage1` is the rank correlation over aliases of their alignment with
 * what the last stage teaches about them; `innerProduct with gain ...` the same.
 */
export function alignmentValues({
  comparisons,
  gains,
}: AlignmentResults): Map<string, readonly SeedValue[]> {
  const values = new Map<string, readonly SeedValue[]>();
  const add = (summaries: readonly AlignmentSummary[], when: 'before' | 'after') => {
    for (const { names, metric, stage, seeds } of summaries) {
      const name = (what: string) => `${what} ${metric} ${when} ${stage}`;
      values.set(
        name(names.upper),
        seeds.map(({ seed, upper }) => ({ seed, value: upper })),
      );
      values.set(
        name(names.lower),
        seeds.map(({ seed, lower }) => ({ seed, value: lower })),
      );
      values.set(
        name(`${names.upper} - ${names.lower}`),
        seeds.map(({ seed, value }) => ({ seed, value })),
      );
    }
  };
  add(
    comparisons.filter(({ epoch }) => epoch === 0),
    'before',
  );
  add(lastAlignments(comparisons), 'after');
  for (const { metric, stage, seeds } of gains)
    values.set(
      `${metric} with gain after ${stage}`,
      seeds.map(({ seed, value }) => ({ seed, value })),
    );
  return values;
}
