import { describe, expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { defineExperiment } from '../experiment/experiment.js';
import { stageIdentities } from '../experiment/identity.js';
import { override } from '../experiment/override.js';
import { resolveStudy, trainedExperiments } from './resolve-study.js';
import { defineStudy, studyOf } from './study.js';
import { parseSweep, sweepPoints } from './swept-values.js';

const one = studyOf(smallExperiment);

const swept = (texts: readonly string[], zip = false, study = one) =>
  resolveStudy(study, { sweep: parseSweep(texts, zip) });

const standing = (...given: Parameters<typeof swept>) =>
  swept(...given).members.map(({ at, experiment }) => [at, experiment.name]);

describe('a sweep', () => {
  it('of numbers stands on their axis, an experiment for each', () => {
    const study = swept(['stages.stage2.learningRate=1e-3, 2e-3']);
    expect(study).toMatchObject({ name: 'small-by-learningrate', axis: 'learningRate' });
    expect(standing(['stages.stage2.learningRate=1e-3, 2e-3'])).toEqual([
      [0.001, 'small-learningrate-1e-3'],
      [0.002, 'small-learningrate-2e-3'],
    ]);
    expect(study.members.map(({ experiment }) => experiment.stages[1]?.learningRate)).toEqual([
      0.001, 0.002,
    ]);
  });

  it('has the identities of --set with the same values, and defaults that follow them', () => {
    const { members } = swept(['model.width=16,32']);
    for (const [index, width] of [16, 32].entries()) {
      const set = override(smallExperiment, [`model.width=${width}`]);
      const experiment = members[index]?.experiment;
      expect(experiment && stageIdentities(experiment)).toEqual(stageIdentities(set));
      expect(experiment?.model).toEqual(set.model);
    }
  });

  it('crosses settings, the last fastest, or varies them together', () => {
    const texts = ['stages.stage1.epochs=1,2', 'stages.stage2.epochs=3,4'];
    expect(standing(texts)).toEqual([
      ['stage1.epochs=1,stage2.epochs=3', 'small-stage1.epochs-1-stage2.epochs-3'],
      ['stage1.epochs=1,stage2.epochs=4', 'small-stage1.epochs-1-stage2.epochs-4'],
      ['stage1.epochs=2,stage2.epochs=3', 'small-stage1.epochs-2-stage2.epochs-3'],
      ['stage1.epochs=2,stage2.epochs=4', 'small-stage1.epochs-2-stage2.epochs-4'],
    ]);
    expect(standing(texts, true).map(([at]) => at)).toEqual([
      'stage1.epochs=1,stage2.epochs=3',
      'stage1.epochs=2,stage2.epochs=4',
    ]);
  });

  it('takes words, lists and objects as --set does', () => {
    const { paths } = parseSweep(
      ['a=[1,2],"x,y",{"b":[1,"]"],"c":"\\",}"},plain word, null ,5'],
      false,
    );
    expect(paths[0]?.values).toEqual([
      ...['[1,2]', '"x,y"', '{"b":[1,"]"],"c":"\\",}"}', 'plain word', 'null', '5'],
    ]);
    expect(standing(['stages.stage2.schedule=constant,"linear"'])).toEqual([
      ['constant', 'small-schedule-constant'],
      ['linear', 'small-schedule-linear'],
    ]);
    const metrics = swept(['evaluate.metrics=["loss"],["exactMatch","loss"]']);
    expect(metrics.members.map(({ experiment }) => experiment.evaluate.metrics)).toEqual([
      ['loss'],
      ['exactMatch', 'loss'],
    ]);
  });

  it('of a study has every member at every point, and its controls', () => {
    const study = defineStudy({
      name: 'two',
      axis: 'letter',
      members: ['a', 'b'].map((at) => ({ at, experiment: { ...smallExperiment, name: at } })),
      runsControls: true,
    });
    const { axis, members } = swept(['stages.stage2.epochs=1,2'], false, study);
    expect(axis).toBe('letter, epochs');
    expect(members.map(({ at }) => at)).toEqual(['a,1', 'a,2', 'b,1', 'b,2']);
    const names = trainedExperiments(swept(['stages.stage2.epochs=1,2'], false, study)).map(
      ({ experiment }) => experiment.name,
    );
    expect(names.slice(0, 2)).toEqual(['a-epochs-1', 'a-epochs-1-control']);
    expect(new Set(names).size).toBe(8);
  });

  it('gives long values names of their own', () => {
    const long = 'x'.repeat(70);
    const names = [`${long}a`, `${long}b`].map((text) => `"${text}"`).join(',');
    const points = swept([`title=${names}`, `stages.stage1.epochs=1,2`]).members;
    expect(points.map(({ experiment: { name } }) => name)).toEqual([
      ...['small-point-1', 'small-point-2', 'small-point-3', 'small-point-4'],
    ]);
    const far = defineExperiment({ ...smallExperiment, name: 'n'.repeat(90) });
    const [member] = swept(['stages.stage1.epochs=1,2'], false, studyOf(far)).members;
    expect(member?.experiment.name).toBe(`${'n'.repeat(83)}-epochs-1`);
  });

  it.each([
    [['stages.stage2.epoch=1,2'], '--sweep stages.stage2.epoch=1: .*did you mean "epochs"'],
    [['stages.stage3.epochs=1,2'], 'there is no element "stage3" .did you mean'],
    [['stages.stage2.epochs=1,x'], 'stages.stage2.epochs: expected a whole number .* given "x"'],
    [['epochs'], 'expected --sweep path=value,value'],
    [['a=1,,2'], '--sweep a: a value is empty'],
    [['a=1,1.0'], '--sweep a: the value "1.0" stands twice'],
    [['a=1', 'a=2'], '--sweep a stands twice'],
  ])('refuses %s', (texts, wanted) => {
    expect(() => swept(texts)).toThrow(new RegExp(wanted));
  });

  it('refuses settings that cannot vary together, and too many points', () => {
    expect(() => parseSweep(['a=1,2', 'b=1'], true)).toThrow('a has 2, b 1');
    expect(() => parseSweep([], true)).toThrow('--zip goes with settings that vary');
    const many = Array.from({ length: 40 }, (_, at) => at).join(',');
    expect(() => parseSweep([`a=${many}`, `b=${many}`], false)).toThrow('makes 1600 experiments');
    expect(sweepPoints(parseSweep([`a=${many}`], false))).toHaveLength(40);
  });
});
