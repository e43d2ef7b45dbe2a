import { UserError } from '../errors/user-error.js';
import { compareCodePoints } from '../text/code-points.js';
import { NumpyRandom } from './numpy-random.js';

/** Positions of the rows on either side of a split, each in drawing order. */
export interface Split {
  readonly train: number[];
  readonly test: number[];
}

/**
 * scikit-learn's `train_test_split(..., stratify=labels, test_size=testShare, random_state=seed)`:
 * every label keeps its share on both sides, and equal arguments give scikit-learn's own rows in
 * its own order.
 *
 * `testShare` is a fraction in (0, 1). A label with a single row, or more labels than rows on one
 * side, is a UserError, as it is a ValueError there.
 */
export function stratifiedSplit(labels: readonly string[], testShare: number, seed: number): Split {
  const groups = groupRows(labels);
  const testCount = Math.ceil(testShare * labels.length);
  const trainCount = labels.length - testCount;
  checkCounts(groups, { testShare, testCount, trainCount });

  const random = new NumpyRandom(seed);
  const sizes = groups.map(({ rows }) => rows.length);
  const trainSizes = proportionalCounts(sizes, trainCount, random);
  const left = sizes.map((size, i) => size - (trainSizes[i] ?? 0));
  const testSizes = proportionalCounts(left, testCount, random);

  const train: number[] = [];
  const test: number[] = [];
  groups.forEach(({ rows }, i) => {
    const order = random.permutation(rows.length).map((index) => rows[index] as number);
    const border = trainSizes[i] ?? 0;
    train.push(...order.slice(0, border));
    test.push(...order.slice(border, border + (testSizes[i] ?? 0)));
  });
  random.shuffle(train);
  random.shuffle(test);
  return { train, test };
}

/**
 * How many of `draws` fall to each group in proportion to its size (scikit-learn's
 * `_approximate_mode`): shares rounded down, the rest given to the largest remainders, ties drawn
 * at random. Computed in floating point on purpose: 1 / 49 * 49 is below 1 there, and that changes
 * what is drawn.
 */
export function proportionalCounts(
  sizes: readonly number[],
  draws: number,
  random: NumpyRandom,
): number[] {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const shares = sizes.map((size) => (size / total) * draws);
  const counts = shares.map(Math.floor);
  const remainders = shares.map((share, i) => share - (counts[i] ?? 0));
  let missing = draws - counts.reduce((sum, count) => sum + count, 0);
  for (const value of [...new Set(remainders)].sort((a, b) => b - a)) {
    if (missing <= 0) break;
    const tied = remainders.flatMap((remainder, i) => (remainder === value ? [i] : []));
    const chosen = random.choiceWithoutReplacement(tied, Math.min(tied.length, missing));
    for (const i of chosen) counts[i] = (counts[i] ?? 0) + 1;
    missing -= chosen.length;
  }
  return counts;
}

interface Group {
  readonly label: string;
  readonly rows: readonly number[];
}

function groupRows(labels: readonly string[]): Group[] {
  const byLabel = new Map<string, number[]>();
  labels.forEach((label, row) => {
    const rows = byLabel.get(label);
    if (rows) rows.push(row);
    else byLabel.set(label, [row]);
  });
  return [...byLabel]
    .map(([label, rows]) => ({ label, rows }))
    .sort((a, b) => compareCodePoints(a.label, b.label));
}

function checkCounts(
  groups: readonly Group[],
  counts: { testShare: number; testCount: number; trainCount: number },
): void {
  const single = groups.find(({ rows }) => rows.length < 2);
  if (single) {
    const label = single.label.replaceAll('\0', ' ');
    throw new UserError(`cannot split "${label}" into train and test: it has one question only`);
  }
  for (const [side, count] of [
    ['train', counts.trainCount],
    ['test', counts.testCount],
  ] as const) {
    if (count < groups.length) {
      throw new UserError(
        `data.testShare: ${counts.testShare} leaves ${count} ${side} questions for ` +
          `${groups.length} aliases, and each needs one`,
      );
    }
  }
}
