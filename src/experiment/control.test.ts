import { describe, expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { UserError } from '../errors/user-error.js';
import { controlOf, noControlReason } from './control.js';
import { checkExperiment } from './experiment.js';

const control = (written: object) => controlOf(checkExperiment(written));

describe('controlOf', () => {
  it('halves what either tag is right about, and trains on both halves', () => {
    const { name, title, data, stages } = control(smallExperiment);
    expect(name).toBe('small-control');
    expect(title).toContain('small');
    expect(noControlReason(checkExperiment(smallExperiment))).toBeNull();
    expect(data.shares).toEqual({
      ...{ D1cons: 0.125, D9incons: 0.125, D2incons: 0.125, D10cons: 0.125 },
      ...{ D5cons: 0.25, D6cons: 0.25 },
    });
    const x1 = ['D1cons', 'D2incons', 'D9incons', 'D10cons'];
    expect(stages.map(({ train }) => [train.questions, train.definitions])).toEqual([
      [x1, x1],
      [[], ['D5cons', 'D6cons']],
    ]);
  });

  it('halves what sources of any reliability are right about', () => {
    const shares = { D1cons: 0.3, D9incons: 0.1, D2incons: 0.4, D6cons: 0.2 };
    const [stage] = smallExperiment.stages;
    const stages = [{ ...stage, train: { facts: true } }];
    const { data } = control({ ...smallExperiment, data: { kind: 'world', shares }, stages });
    expect(data.shares).toEqual({
      ...{ D1cons: 0.2, D9incons: 0.2, D2incons: 0.2, D10cons: 0.2, D6cons: 0.2 },
    });
  });

  it('tests what it adds wherever it tests the other half', () => {
    const stages = smallExperiment.stages.map((stage) => ({
      ...stage,
      evaluate: { subsets: ['D1cons', 'D5cons'] },
    }));
    const tested = control({ ...smallExperiment, stages }).stages.map((one) => one.evaluate);
    expect(tested[0]?.subsets).toEqual(['D1cons', 'D9incons', 'D5cons']);
  });

  it.each([
    [{ QA3: 0.5, D6cons: 0.5 }, 'data.shares gives D1cons and D9incons no aliases'],
    [{ D1cons: 0.5, D6cons: 0.5 }, 'data.shares gives D10cons and D2incons no aliases'],
    [
      { D1cons: 0.25, D9incons: 0.25, D2incons: 0.25, D10cons: 0.25 },
      'experiment "small" has no automatic control (alpha 0.5',
    ],
  ])('refuses shares of %j', (shares, message) => {
    const [stage] = smallExperiment.stages;
    const stages = [{ ...stage, train: { facts: true } }];
    const data = { kind: 'world', shares };
    const experiment = checkExperiment({ ...smallExperiment, data, stages });
    expect(() => controlOf(experiment)).toThrow(UserError);
    expect(() => controlOf(experiment)).toThrow(message);
    expect(noControlReason(experiment)).not.toBeNull();
  });

  it('refuses definitions inside questions', () => {
    const data = { ...smallExperiment.data, inContext: true };
    const [{ train, ...stage }] = smallExperiment.stages;
    const stages = [{ ...stage, train: { questions: train.questions } }];
    expect(() => control({ ...smallExperiment, data, stages })).toThrow('data.inContext shows no');
  });
});
