import { describe, expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { checkExperiment, defineExperiment } from './experiment.js';
import { override } from './override.js';

const experiment = defineExperiment(smallExperiment);

describe('override', () => {
  it('leaves the experiment as it is without assignments', () => {
    expect(override(experiment, [])).toEqual(experiment);
  });

  it('reaches stages by name, by index and by index in brackets', () => {
    for (const path of ['stages.stage2', 'stages.1', 'stages[1]', 'stages[stage2]']) {
      const changed = override(experiment, [`${path}.learningRate=1e-3`]);
      expect(changed.stages.map((stage) => stage.learningRate)).toEqual([1e-3, 1e-3]);
    }
  });

  it('reads JSON, and else a string', () => {
    const changed = override(experiment, [
      'title=a title = with a sign',
      'data.attributes=[5, 6]',
      'stages.stage1.clipNorm=null',
      'stages.stage1.optimizer={"kind": "sgd", "momentum": 0.9}',
    ]);
    expect(changed.title).toBe('a title = with a sign');
    expect(changed.data).toMatchObject({ attributes: [5, 6] });
    expect(changed.stages[0]).toMatchObject({ clipNorm: null, optimizer: { kind: 'sgd' } });
  });

  it('reaches into a model that is written as a string', () => {
    const changed = override(experiment, ['model=someone/model', 'model.revision=step3']);
    const wanted = {
      kind: 'pretrained',
      from: 'someone/model',
      architecture: 'causal',
      revision: 'step3',
    };
    expect(changed.model).toEqual(wanted);
    const named = { ...smallExperiment, model: 'someone/model' };
    expect(override(named, ['model.revision=step3']).model).toEqual(wanted);
  });

  it('lets the options of analyses through, which are checked where they are known', () => {
    const changed = override(experiment, [
      'stages.stage1.analyses.some.atEpochs=[0, 2]',
      'stages.stage1.analyses.some.inner.deep.0=x',
      'stages.stage1.analyses.other=null',
    ]);
    expect(changed.stages[0]?.analyses).toEqual({
      some: { atEpochs: [0, 2], inner: { deep: { 0: 'x' } } },
      other: null,
    });
    expect(() => override(experiment, ['stages.stage1.analyses.some=1'])).toThrow(
      'stages.stage1.analyses.some: expected an object, given 1',
    );
  });

  it('says how a list is written', () => {
    expect(() => override(experiment, ['evaluate.sets=questions'])).toThrow(
      'evaluate.sets: expected a list such as ["a", "b"], given "questions"',
    );
  });

  it('reaches into options that were left out', () => {
    const changed = override(experiment, [
      'stages.stage1.optimizer.weightDecay=0.1',
      'evaluate.newTokens=3',
    ]);
    expect(changed.stages[0]?.optimizer).toMatchObject({
      kind: 'adamw',
      weightDecay: 0.1,
      eps: 1e-8,
    });
    expect(changed.evaluate.newTokens).toBe(3);
  });

  it('lets a default follow the option that it hangs on', () => {
    expect(override(experiment, ['model.width=32']).model).toMatchObject({ hidden: 128 });
    const twice = override(override(experiment, ['model.width=32']), ['model.heads=4']);
    expect(twice.model).toMatchObject({ width: 32, heads: 4, hidden: 128 });
  });

  it('takes an option out that has no null, and sets null where it is a value', () => {
    const padded = {
      ...smallExperiment,
      stages: smallExperiment.stages.map((stage) => ({ ...stage, loss: { padTo: 48 } })),
    };
    const advice =
      "mode 'fast' pads nothing, so padTo does nothing: leave it out (--set stages.sta";
    expect(() => checkExperiment(padded)).toThrow(advice);
    const paths = ['stages.stage1.loss.padTo=null', 'stages.stage2.loss.padTo=null'];
    expect(override(padded, paths).stages.map(({ loss }) => loss)).toEqual([
      { tokens: 'all' },
      { tokens: 'all' },
    ]);
    expect(override(experiment, ['stages.stage1.loss.tokens=null']).stages[0]?.loss).toEqual({
      tokens: 'all',
    });
    expect(override(experiment, ['stages.stage1.clipNorm=null']).stages[0]?.clipNorm).toBeNull();
    expect(() => override(experiment, ['stages.stage1.epochs=null'])).toThrow(
      'stages.stage1.epochs is missing: expected a whole number from 1',
    );
  });

  it('puts options in the place of a word', () => {
    const changed = override(experiment, ['model.vocabulary.tokenizer=x']);
    expect(changed.model).toMatchObject({ vocabulary: { tokenizer: 'x' } });
  });

  it('can give what an experiment lacks', () => {
    const { seeds: _seeds, ...lacking } = smallExperiment;
    expect(() => checkExperiment(lacking)).toThrow('seeds is missing');
    expect(override(lacking, ['seeds.first=[3]']).seeds.first).toEqual([3]);
  });

  it.each([
    [
      'stages.stage2.lerningRate=1',
      'stages.stage2.lerningRate: unknown key (did you mean "learningRate"?)',
    ],
    [
      'stages.stage3.epochs=1',
      'stages: there is no element "stage3" (did you mean "stage1"?); known: stage1, stage2',
    ],
    ['stages.7.epochs=1', 'stages: there is no element "7"; known: stage1, stage2'],
    [
      'modl.width=1',
      'modl: unknown key (did you mean "mode"?); known: name, title, mode, data, model',
    ],
    ['name.first=1', 'name.first: name is not an object or list of options'],
    ['data.shares.D5=1', 'data.shares.D5: there is no such group'],
    ['__proto__.a=1', '--set __proto__.a=1: __proto__: unknown key; known: name,'],
    ['constructor=1', 'constructor: unknown key; known: name,'],
    ['data.groups.__proto__.data=X1', 'data.groups.__proto__: no option can have this name'],
    ['data.groups.constructor.data=X1', 'data.groups.constructor: no option can have this name'],
    ['a..b=1', '--set a..b=1: a key of the path is empty'],
    ['=', 'options are set as path=value, such as stages.stage2.epochs=10, given "="'],
    ['', 'options are set as path=value, such as stages.stage2.epochs=10, given ""'],
    ['stages[-1].epochs=1', 'stages: there is no element "-1"; known: stage1, stage2'],
    ['a\u001b[2J=1', '--set "a\\u001b[2J=1": a key cannot have control characters'],
    [`a${'.a'.repeat(10_000)}=1`, 'a path of 10001 keys'],
    ['title={"a": 1, "a": 2}', 'the value has the key "a" twice'],
    ['title=a\nb', 'title: expected one line, given "a\\nb"'],
    [
      `title=${'['.repeat(50_000)}${']'.repeat(50_000)}`,
      'title[0][0]: nested more than 100 levels',
    ],
    ['stages.stage1.learningRate=1e999', 'expected a number above 0, given Infinity, which has no'],
    ['model.vocabulary=frm data', 'expected \'from data\' or an object, given "frm data" (did you'],
    ['model.vocabulary.rows=3', 'model.vocabulary.tokenizer is missing: expected text;'],
    ['model.vocabulary.tokenizr=x', 'tokenizr: unknown key (did you mean "tokenizer"?); known: to'],
    ['data={}', 'data.kind is missing: expected one of world, csv, cvdb'],
    ['seeds.first.2=1', 'seeds.first: expected an index from 0 to 1, given "2"'],
    [
      'model.width',
      'options are set as path=value, such as stages.stage2.epochs=10, given "model.width"',
    ],
  ])('refuses %s', (assignment, message) => {
    expect(() => override(experiment, [assignment])).toThrow(message);
  });

  it('checks the result', () => {
    expect(() => override(experiment, ['stages.stage2.epochs=-1'])).toThrow(
      'stages.stage2.epochs: expected a whole number from 1 to 1000000, given -1',
    );
    expect(() => override(experiment, ['data.shares.D5cons=0.3'])).toThrow(
      'data.shares: must sum to 1, got 1.05',
    );
  });
});
