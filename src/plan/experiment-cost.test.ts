import { describe, expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { type Document, textOf } from '../data/documents.js';
import { defineExperiment } from '../experiment/experiment.js';
import { modelKind } from '../experiment/models/kinds.js';
import { dataOf } from '../runs/seed-data.js';
import { defineStudy, studyOf } from '../study/study.js';
import { operationsOf } from './experiment-cost.js';
import { listStudy, summaryCells } from './experiment-list.js';

const small = defineExperiment(smallExperiment);
const modelOf = (model: Parameters<typeof defineExperiment>[0]['model']) =>
  defineExperiment({ ...smallExperiment, model }).model;

describe('operationsOf', () => {
  it('is 6 operations a parameter that is multiplied with and token of training, 2 of tests', () => {
    const { dataset } = dataOf(small);
    const words = dataset.vocabulary(small.evaluate.sets).words.length;
    expect(words).toBeLessThan(200);
    const { width } = small.model as { readonly width: number };
    const parameters = (modelKind(small.model).parameters(small.model, words) ?? 0) - words * width;
    const tokens = (documents: readonly Document[]) =>
      documents.reduce((sum, one) => sum + textOf(one).split(' ').length, 0);
    const [stage1, stage2] = small.stages;
    if (stage1 === undefined || stage2 === undefined) throw new Error('none');
    const trained = (stage: typeof stage1) => tokens(dataset.trainingDocuments(stage.train));
    const asked = tokens([...dataset.testDocuments('questions').values()].flat());
    const { float32 = 0, bfloat16 } = operationsOf(small) ?? {};
    // Counts by shares are not whole: the last digits may differ.
    const wanted = 6 * (3 * trained(stage1) + 2 * trained(stage2)) + 2 * asked * (3 + 2 + 1);
    expect(float32 / (parameters * wanted)).toBeCloseTo(1, 1);
    expect(bfloat16).toBe(0);
  });

  it('is not known of an unknown checkpoint', () => {
    expect(operationsOf({ ...small, model: modelOf('someone/else') })).toBe(null);
  });
});

describe('listStudy', () => {
  const rates = {
    device: 'cpu',
    rate: (precision: string) => (precision === 'float32' ? 1e9 : 2e9),
  };
  const runs = 'no-such-folder';

  it('sums up the experiments of a study in one line', () => {
    const at = (value: number) => {
      const seeds = { first: { from: 0, count: value }, second: [0, 1] };
      return { at: value, experiment: { ...smallExperiment, name: `small-${value}`, seeds } };
    };
    const study = defineStudy({ name: 'seeds', axis: 'seeds', members: [at(1), at(4)] });
    const listed = listStudy('sweep', study, { rates, jobs: 2, runs });
    expect(listed).toMatchObject({ name: 'sweep', study: { axis: 'seeds' } });
    expect(listed.experiments.map(({ name }) => name)).toEqual(['small-1', 'small-4']);
    expect(summaryCells(listed)).toEqual({
      data: 'world 12',
      model: 'gpt-neox 1x16',
      epochs: '3+2',
      seeds: '1-4 x 2',
    });
    expect(listed.cost?.all).toBeCloseTo(3 * (listed.cost?.oneSeed ?? 0), 12);
  });

  it('lists a table whose file is still to be given', () => {
    const data = {
      kind: 'csv',
      entity: 'name',
      attributes: [{ column: 'colour', question: 'colour {e}' }],
      shares: smallExperiment.data.shares,
    };
    const listed = listStudy('birds', studyOf({ ...smallExperiment, data }), {
      rates,
      jobs: 1,
      runs,
    });
    expect(summaryCells(listed).data).toBe('table all');
    expect(listed.cost).toBe(null);
  });
});
