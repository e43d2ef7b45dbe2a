import { describe, expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { dataKind } from '../data/kinds.js';
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
  it('is 6 operations a parameter and token of training and 2 of tests', () => {
    const { sets } = small.evaluate;
    const words = dataOf(small).dataset.vocabulary(sets).words.length;
    expect(words).toBeLessThan(200);
    const parameters = modelKind(small.model).parameters(small.model, words) ?? 0;
    const counts = dataKind(small.data).counts(small.data);
    const [stage1, stage2] = small.stages;
    if (counts === null || stage1 === undefined || stage2 === undefined) throw new Error('none');
    const trained =
      3 * counts.trainingDocuments(stage1.train) + 2 * counts.trainingDocuments(stage2.train);
    const tested = counts.testDocuments('questions', null) * (3 + 2 + 1);
    const { float32 = 0, bfloat16 } = operationsOf(small) ?? {};
    expect(float32).toBeCloseTo(parameters * (6 * trained * 5 + 2 * tested * (5 + 8)), 3);
    expect(bfloat16).toBe(0);
  });

  it('is not known of an unknown checkpoint', () => {
    expect(operationsOf({ ...small, model: modelOf('someone/else') })).toBe(null);
  });
});

describe('listStudy', () => {
  const rates = { device: 'cpu', rates: { float32: 1e9, bfloat16: 2e9 } };

  it('sums up the experiments of a study in one line', () => {
    const at = (value: number) => {
      const seeds = { first: { from: 0, count: value }, second: [0, 1] };
      return { at: value, experiment: { ...smallExperiment, name: `small-${value}`, seeds } };
    };
    const study = defineStudy({ name: 'seeds', axis: 'seeds', members: [at(1), at(4)] });
    const listed = listStudy('sweep', study, { rates, jobs: 2 });
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
    const listed = listStudy('birds', studyOf({ ...smallExperiment, data }), { rates, jobs: 1 });
    expect(summaryCells(listed).data).toBe('table all');
    expect(listed.cost).toBe(null);
  });
});
