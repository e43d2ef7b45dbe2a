import { NumpyRandom } from '../../random/numpy-random.js';

/**
 * In which fold each example is tested, from 0: scikit-learn's
 * `StratifiedKFold(folds, shuffle=True, random_state=seed)`, fold for fold.
 *
 * Every class is spread over the folds as evenly as its size allows. A RangeError where a class
 * has fewer examples than there are folds (scikit-learn warns), or where there are fewer than two.
 */
export function stratifiedFolds(
  labels: readonly (number | string)[],
  folds: number,
  seed: number,
): number[] {
  if (!Number.isInteger(folds) || folds < 2) {
    throw new RangeError(`cross-validation needs at least 2 folds, got ${folds}`);
  }
  const classes = [...new Set(labels)];
  const sizes = classes.map((label) => labels.filter((other) => other === label).length);
  const smallest = sizes.findIndex((size) => size < folds);
  if (smallest >= 0) {
    throw new RangeError(
      `${folds} folds need as many examples of each class, ` +
        `got ${sizes[smallest]} of class ${JSON.stringify(classes[smallest])}`,
    );
  }
  const random = new NumpyRandom(seed);
  const foldOf = new Array<number>(labels.length);
  let before = 0;
  classes.forEach((label, i) => {
    const size = sizes[i] as number;
    // Dealt out in turn over the examples sorted by class, as these follow those of classes before.
    const dealt = Array.from({ length: size }, (_, n) => (before + n) % folds);
    dealt.sort((a, b) => a - b);
    random.shuffle(dealt);
    let next = 0;
    labels.forEach((other, at) => {
      if (other === label) foldOf[at] = dealt[next++] as number;
    });
    before += size;
  });
  return foldOf;
}
