import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { gradientAlignment } from '../../src/analyses/alignment/gradient-alignment.js';
import { fitLogisticRegressions, scoresOf } from '../../src/analyses/probes/logistic-regression.js';
import { loadPretrained } from '../../src/checkpoints/checkpoint.js';
import { peakMemory, resetPeakMemory, scope, setThreads } from '../../src/tensor/index.js';
import { wordLevelTokenizer } from '../../src/tokenizers/word-level.js';
import { fits, pairs, probedInputs } from '../../tools/gpu-check/analyses.js';
import { architectures, questions } from '../../tools/gpu-check/small-tasks.js';
import { fixture } from '../golden-model.js';
import { alive, device, expectAlive, fake, used } from './fake.js';

beforeAll(() => setThreads(1));
afterEach(() => fake.setLimit(4e9));

// As many features as call for the equations of the features, and of the examples.
it.each([8, 64])('probes of %s features are fitted on a device as on the host', (features) => {
  const fitOn = (where: string) => {
    const before = alive();
    const { result, reads } = used(() =>
      scope(() => {
        const x = probedInputs(features, where);
        const fitted = fitLogisticRegressions(x, fits, 1);
        expect(fitted.weights.device).toBe(where);
        return scoresOf(fitted, x).toArray();
      }),
    );
    expectAlive(before);
    return { scores: result, reads };
  };
  const [host, there] = [fitOn('cpu'), fitOn(device)];
  // Newton's method in float64: both come to the minimum.
  for (const [i, score] of host.scores.entries()) expect(there.scores[i]).toBeCloseTo(score, 9);
  // The numbers are looked at, a step is (its promise, whether the objective falls, whether the
  // equations were solved), and the scores are.
  expect(there.reads).toBeLessThan(40);
});

describe.each(architectures)("%s's gradients are aligned on a device", (name) => {
  const tokenizer = wordLevelTokenizer(questions);
  const alignedOn = (where: string, room = 4e9) => {
    const before = alive();
    const model = loadPretrained(fixture(name)).moveTo(where);
    const held = fake.liveBytes();
    fake.setLimit(held + room);
    resetPeakMemory(device);
    const how = { mode: 'fast', loss: { tokens: 'all' } } as const;
    const alignments = gradientAlignment(model, tokenizer, pairs, how);
    const peak = peakMemory(device) - held;
    model.dispose();
    expectAlive(before);
    return { alignments, peak };
  };

  it('as on the host, also where not all fit into memory at once', () => {
    const { alignments: host } = alignedOn('cpu');
    const there = alignedOn(device);
    const short = alignedOn(device, 0.7 * there.peak);
    expect(short.peak).toBeLessThan(there.peak);
    // float32, summed in another order.
    for (const found of [there.alignments, short.alignments])
      for (const [i, expected] of host.entries())
        for (const [metric, value] of Object.entries(expected))
          expect(Reflect.get(found[i] ?? {}, metric) / value).toBeCloseTo(1, 4);
  });
});
