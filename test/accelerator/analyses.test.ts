import { beforeAll, expect, it } from 'vitest';
import {
  type Fit,
  fitLogisticRegressions,
  scoresOf,
} from '../../src/analyses/probes/logistic-regression.js';
import { NumpyRandom } from '../../src/random/numpy-random.js';
import { scope, setThreads, tensor } from '../../src/tensor/index.js';
import { alive, device, used } from './fake.js';

beforeAll(() => setThreads(1));

const [inputs, examples] = [3, 40];
const fits = [0, 1].map((fold): Fit => {
  const labels = Array.from({ length: examples }, (_, n) => (n % 3 === 0 ? 1 : 0));
  return { labels, learns: labels.map((_, n) => n % 2 === fold) };
});

// As many features as call for the equations of the features, and of the examples.
it.each([8, 64])('probes of %s features are fitted on a device as on the host', (features) => {
  const random = new NumpyRandom(features);
  const numbers = Float32Array.from(
    { length: inputs * examples * features },
    () => random.randomSample() - 0.5,
  );
  const fitOn = (where: string) => {
    const before = alive();
    const { result, reads } = used(() =>
      scope(() => {
        const x = tensor(numbers, [inputs, examples, features]).to({ device: where });
        const fitted = fitLogisticRegressions(x, fits, 1);
        expect(fitted.weights.device).toBe(where);
        return scoresOf(fitted, x).toArray();
      }),
    );
    expect(alive()).toEqual(before);
    return { scores: result, reads };
  };
  const [host, there] = [fitOn('cpu'), fitOn(device)];
  // Newton's method in float64: both come to the minimum.
  for (const [i, score] of host.scores.entries()) expect(there.scores[i]).toBeCloseTo(score, 9);
  // The numbers are looked at, a step is (its promise, whether the objective falls, whether the
  // equations were solved), and the scores are.
  expect(there.reads).toBeLessThan(40);
});
