import { describe, expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { checkExperiment, defineExperiment } from './experiment.js';

type Plain = Record<string, unknown>;

/** The small experiment with something else in place of a field, or in a stage. */
const changed = (fields: Plain): unknown => ({ ...smallExperiment, ...fields });
const withStage = (index: number, fields: Plain): unknown =>
  changed({
    stages: smallExperiment.stages.map((stage, at) =>
      at === index ? { ...stage, ...fields } : stage,
    ),
  });

describe('defineExperiment', () => {
  it('fills in every default', () => {
    const { model, stages, seeds, evaluate } = defineExperiment(smallExperiment);
    expect(model).toMatchObject({ hidden: 64, rotaryBase: 10_000, parallelResidual: true });
    expect(stages[0]).toMatchObject({
      seed: 'first',
      train: { facts: false },
      schedule: 'constant',
      warmupSteps: 0,
      optimizer: { kind: 'adamw', betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0 },
      clipNorm: 1,
      loss: { tokens: 'answer' },
      precision: 'float32',
      lastBatch: 'spread',
      evaluate: { everyEpochs: 1, subsets: null },
    });
    expect(seeds).toEqual({ first: [1, 2], second: [0] });
    expect(evaluate).toEqual({
      sets: ['questions'],
      metrics: ['exactMatch'],
      newTokens: 8,
      precision: 'float32',
    });
  });

  it('gives the same when it is defined again from its own result', () => {
    const once = defineExperiment(smallExperiment);
    expect(checkExperiment(JSON.parse(JSON.stringify(once)))).toEqual(once);
  });

  it('freezes all of it', () => {
    const experiment = defineExperiment(smallExperiment);
    expect(() => Object.assign(experiment.stages[0]?.optimizer ?? {}, { eps: 1 })).toThrow(
      TypeError,
    );
    expect(() => Object.assign(experiment.data.shares, { QA7: 1 })).toThrow(TypeError);
  });

  it('takes a share of a head that is odd, as transformers does', () => {
    const model = { kind: 'gpt-neox', layers: 1, width: 24, heads: 2 };
    expect(checkExperiment(changed({ model })).model).toMatchObject({ rotaryFraction: 0.25 });
  });

  it('takes a plain string as the name of a checkpoint', () => {
    expect(checkExperiment(changed({ model: 'EleutherAI/pythia-70m' })).model).toEqual({
      kind: 'pretrained',
      from: 'EleutherAI/pythia-70m',
      architecture: 'causal',
      revision: 'main',
    });
  });

  it('writes a range of seeds out', () => {
    const experiment = checkExperiment(changed({ seeds: { first: { from: 10, count: 3 } } }));
    expect(experiment.seeds.first).toEqual([10, 11, 12]);
  });
});

const refusal = (written: unknown): string => {
  try {
    checkExperiment(written);
  } catch (error) {
    return (error as Error).message;
  }
  return 'none';
};

describe('a mistake in an experiment', () => {
  it.each([
    [
      'a number out of range',
      withStage(1, { learningRate: -1 }),
      'experiment "small": stages.stage2.learningRate: expected a number above 0, given -1',
    ],
    [
      'another type',
      withStage(0, { epochs: 'ten' }),
      'stages.stage1.epochs: expected a whole number from 1 to 1000000, given "ten"',
    ],
    [
      'a count that is no whole number',
      changed({ data: { ...smallExperiment.data, entities: 2.5 } }),
      'data.entities: expected a whole number from 1 to 1000000, given 2.5',
    ],
    [
      'a number outside of two limits',
      withStage(1, { optimizer: { kind: 'sgd', momentum: 1 } }),
      'stages.stage2.optimizer.momentum: expected a number from 0 and below 1, given 1',
    ],
    [
      'epochs without end',
      withStage(0, { epochs: 1e15 }),
      'a whole number from 1 to 1000000, given',
    ],
    ['a step', withStage(0, { documentsPerStep: 1e15 }), 'from 1 to 10000000, given 1000000000000'],
    ['a warm-up', withStage(0, { warmupSteps: 1e15 }), 'from 0 to 1000000000, given 10000000000'],
    [
      'tests',
      withStage(0, { evaluate: { everyEpochs: 1e15 } }),
      'everyEpochs: expected a whole nu',
    ],
    ['an answer', changed({ evaluate: { newTokens: 1e15 } }), 'a whole number from 1 to 131072'],
    ['layers', changed({ model: { ...smallExperiment.model, layers: 1e15 } }), 'from 1 to 10000,'],
    ['seeds', changed({ seeds: { first: { from: 2 ** 32 - 1, count: 2 } } }), 'at most 4294967295'],
    ['a path as its name', changed({ name: '../x' }), 'name: expected lower-case letters, digits'],
    ['a long name', changed({ name: 'x'.repeat(300) }), 'name: expected at most 100 characters'],
    [
      'a list with the wrong key',
      changed({ seeds: { first: { form: 1, count: 2 } } }),
      'seeds.first.form: unknown key (did you mean "from"?); known: from, count',
    ],
    [
      'an empty list',
      changed({ data: { ...smallExperiment.data, attributes: [] } }),
      'data.attributes: expected at least 1 element, given []',
    ],
    [
      'a table without its file',
      changed({
        data: { kind: 'csv', entity: 'name', attributes: [{ column: 'born', question: '{e}' }] },
      }),
      'experiment "small": data.file is missing: give the path of a CSV table with ' +
        '--set data.file=<path>; its header must have the columns name, born',
    ],
    [
      'an unknown key',
      withStage(1, { lerningRate: 1 }),
      'stages.stage2.lerningRate: unknown key (did you mean "learningRate"?); known: name, train,',
    ],
    [
      'an unknown key of a model',
      changed({ model: { ...smallExperiment.model, layer: 2 } }),
      'model.layer: unknown key (did you mean "layers"?)',
    ],
    [
      'an unknown kind of model',
      changed({ model: { kind: 'gpt-neo' } }),
      'model.kind: unknown value "gpt-neo" (did you mean "gpt-neox"?); known: convnext-v2, gpt-neox',
    ],
    [
      'a faithful mode without the length to pad to',
      changed({ mode: 'faithful' }),
      "stages.stage1.loss.padTo: mode 'faithful' needs padTo, a document's tokens",
    ],
    [
      'a faithful mode with loss on answers only',
      changed({
        mode: 'faithful',
        stages: [{ ...smallExperiment.stages[0], loss: { tokens: 'answer', padTo: 8 } }],
      }),
      "stages.stage1.loss.tokens: mode 'faithful' needs tokens 'all', given 'answer'",
    ],
    [
      'a set that does not exist',
      changed({ evaluate: { sets: ['whom'] } }),
      'evaluate.sets[0]: unknown value "whom" (did you mean "who"?)',
    ],
    [
      'entity attribution of set inclusion',
      changed({
        data: { kind: 'set-inclusion', shares: smallExperiment.data.shares },
        evaluate: { sets: ['questions', 'name'] },
      }),
      "evaluate.sets[1]: set inclusion has no 'name', only questions, trainQuestions, definitions",
    ],
    [
      'lists that are longer than the numbers allow',
      changed({
        data: { kind: 'set-inclusion', shares: smallExperiment.data.shares, numbers: 8 },
      }),
      'data.listLength: a false list needs 8 numbers that the true ones do not share, and of ' +
        '8 numbers 7 are left',
    ],
    [
      'a tokenizer without a path',
      changed({ model: { ...smallExperiment.model, vocabulary: { tokenizer: '' } } }),
      'model.vocabulary',
    ],
    [
      'a misspelt group of a stage',
      withStage(1, { train: { definitions: ['D5con'] } }),
      'stages.stage2.train.definitions[0]: unknown group "D5con" (did you mean "D5cons"?)',
    ],
    [
      'a misspelt group of the shares',
      changed({ data: { ...smallExperiment.data, shares: { D1con: 1 } } }),
      'data.shares.D1con: there is no such group (did you mean "D1cons"?)',
    ],
    [
      'shares that do not sum to 1',
      changed({ data: { ...smallExperiment.data, shares: { D1cons: 0.5, D5cons: 0.4 } } }),
      'data.shares: must sum to 1, got 0.9',
    ],
    [
      'a subset without a share',
      withStage(0, { train: { questions: ['QA3'] } }),
      'stages.stage1.train.questions[0]: QA3 has no share in data.shares',
    ],
    [
      'questions that only test',
      withStage(1, { train: { questions: ['D5cons'] } }),
      'stages.stage2.train.questions[0]: D5cons has no questions to train on',
    ],
    [
      'nothing to train on',
      withStage(1, { train: {} }),
      'stages.stage2.train: this stage trains on nothing',
    ],
    [
      'two stages of one name',
      withStage(1, { name: 'stage1' }),
      'stages[1].name: two stages are named "stage1"',
    ],
    [
      'seeds in the wrong order',
      withStage(0, { seed: 'second' }),
      "stages.stage1.seed: the first stage has seed 'first'",
    ],
    [
      'a missing option',
      changed({ seeds: undefined }),
      'seeds is missing: expected an object; set it in the experiment or with --set seeds=...',
    ],
    [
      'more rotary numbers than a head has',
      changed({ model: { ...smallExperiment.model, width: 6, heads: 2 } }),
      "model.rotaryFraction: rotary positions turn pairs of each head's 3 numbers",
    ],
    [
      'no rotary numbers',
      changed({ model: { ...smallExperiment.model, rotaryFraction: 0.1 } }),
      'this fraction gives 0 numbers',
    ],
    [
      'a seed of the wrong shape',
      changed({ seeds: { first: 'all' } }),
      'seeds.first: expected a list or an object, given "all"',
    ],
    [
      'a range of seeds without its count',
      changed({ seeds: { first: { from: 1 } } }),
      'seeds.first.count is missing: expected a whole number from 1 to 10000',
    ],
    [
      'two ways to set the rate',
      withStage(0, { optimizer: { kind: 'adafactor', relativeStep: true } }),
      'stages.stage1.learningRate: with relativeStep the optimizer sets its own rate: ' +
        'write learningRate 1, given 0.001',
    ],
    ['no object at all', 7, 'experiment: the experiment: expected an object, given 7'],
  ])('%s is named with its path', (_what, written, message) => {
    expect(() => checkExperiment(written)).toThrow(message);
  });

  it('is one of 900, of which a part is listed', () => {
    const keys = Array.from({ length: 900 }, (_, key) => [`k${key}${'k'.repeat(150)}`, 1]);
    const message = refusal(withStage(0, Object.fromEntries(keys)));
    expect(message.split('\n')).toHaveLength(22);
    expect(message.split('\n').at(-1)).toBe('  and more');
    expect(message.length).toBeLessThan(12_000);
  });

  it('does not hide others', () => {
    const written = withStage(0, { epochs: 0, learningRate: 0 });
    expect(() => checkExperiment(written)).toThrow(
      /stages\.stage1\.epochs.*\n.*stages\.stage1\.learningRate/,
    );
  });
});
