import { gradientAlignment } from '../../src/analyses/alignment/gradient-alignment.js';
import {
  type Fit,
  fitLogisticRegressions,
  scoresOf,
} from '../../src/analyses/probes/logistic-regression.js';
import type { Document } from '../../src/data/documents.js';
import { NumpyRandom } from '../../src/random/numpy-random.js';
import { scope, type Tensor, tensor } from '../../src/tensor/index.js';
import { wordLevelTokenizer } from '../../src/tokenizers/word-level.js';
import { alignmentTolerance, type Check, probeTolerance } from './check.js';
import { architectures, largestDifference, questions, smallModelOf } from './small-tasks.js';

/** Questions that stand for a definition, and three that they are compared with. */
export const pairs = [0, 4, 8].map((i) => ({
  definition: questions[i] as Document,
  questions: questions.slice(i + 1, i + 4),
}));

/** All numbers of the gradients' alignment of three pairs. */
function alignmentOn(name: string, where: string): number[] {
  const model = smallModelOf(name).moveTo(where);
  try {
    const how = { mode: 'fast', loss: { tokens: 'all' } } as const;
    const alignments = gradientAlignment(model, wordLevelTokenizer(questions), pairs, how);
    return alignments.flatMap((one) => Object.values(one));
  } finally {
    model.dispose();
  }
}

const [inputs, examples] = [3, 40];
export const fits = [0, 1].map((fold): Fit => {
  const labels = Array.from({ length: examples }, (_, n) => (n % 3 === 0 ? 1 : 0));
  return { labels, learns: labels.map((_, n) => n % 2 === fold) };
});

/** What is probed [inputs, examples, features], on `where`. */
export function probedInputs(features: number, where: string): Tensor {
  const random = new NumpyRandom(features);
  const numbers = Float32Array.from(
    { length: inputs * examples * features },
    () => random.randomSample() - 0.5,
  );
  return tensor(numbers, [inputs, examples, features]).to({ device: where });
}

/** What probes of so many features say of the examples. */
function probesOn(features: number, where: string): number[] {
  return scope(() => {
    const x = probedInputs(features, where);
    return scoresOf(fitLogisticRegressions(x, fits, 1), x).toArray();
  });
}

/** The largest difference, absolute where numbers are small. */
const furthest = (a: readonly number[], b: readonly number[]): number =>
  b.length === a.length
    ? Math.max(...b.map((x, i) => Math.abs((a[i] as number) - x) / Math.max(1, Math.abs(x))))
    : Number.POSITIVE_INFINITY;

/** Gradients' alignment of every architecture of texts, and probes. */
export function analysisChecks(): Check[] {
  const alignments = architectures.map(
    (name): Check => ({
      name: 'alignment',
      of: name,
      run(device) {
        const value = largestDifference(alignmentOn(name, device), alignmentOn(name, 'cpu'));
        return [{ what: 'numbers', value, most: alignmentTolerance }];
      },
    }),
  );
  // As many features as call for the equations of the features, and of the examples.
  const probes = [8, 64].map(
    (features): Check => ({
      name: 'probes',
      of: `${features} features`,
      run(device) {
        const value = furthest(probesOn(features, device), probesOn(features, 'cpu'));
        return [{ what: 'scores', value, most: probeTolerance }];
      },
    }),
  );
  return [...alignments, ...probes];
}
