import { describe, expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { defineExperiment } from '../experiment/experiment.js';
import { sweep } from './sweep.js';

describe('sweep', () => {
  it('makes an experiment for every combination, the last axis fastest', () => {
    const experiments = sweep({ heads: [1, 2], layers: [1, 2, 3] }, ({ heads, layers }) =>
      defineExperiment({
        ...smallExperiment,
        name: `small-${heads}-${layers}`,
        model: { ...smallExperiment.model, heads, layers },
      }),
    );
    expect(experiments.map(({ name }) => name)).toEqual(
      ['1-1', '1-2', '1-3', '2-1', '2-2', '2-3'].map((end) => `small-${end}`),
    );
    expect(experiments[3]?.model).toMatchObject({ heads: 2, layers: 1 });
  });

  it('has one point without axes', () => {
    expect(sweep({}, (point) => point)).toEqual([{}]);
  });
});
