import { describe, expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { defineExperiment } from '../experiment/experiment.js';
import { planOf } from './plan.js';

describe('a plan', () => {
  it('is refused where a stage has no document, before anything is trained', () => {
    const { data, stages } = smallExperiment;
    // A group of whose entities none is left.
    const shares = { ...data.shares, D1cons: 0.249, D2cons: 0.001 };
    const experiment = defineExperiment({
      ...smallExperiment,
      data: { ...data, shares },
      stages: [stages[0], { ...stages[1], train: { definitions: ['D2cons'] } }],
    });
    expect(() => planOf(experiment)).toThrow(
      /^stages\.stage2\.train: the data have no document for it/,
    );
  });

  it('counts the steps of every stage', () => {
    const plan = planOf(defineExperiment(smallExperiment));
    expect(plan.stages.map(({ stage }) => stage)).toEqual(['stage1', 'stage2']);
    for (const { documents, steps } of plan.stages) expect(documents * steps).toBeGreaterThan(0);
  });
});
