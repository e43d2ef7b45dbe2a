import { describe, expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { buildDataset, trainingDocuments } from '../data/dataset.js';
import { documentsOf } from '../data/evaluation-documents.js';
import { buildSetInclusion } from '../data/set-inclusion/dataset.js';
import { inventNumberFacts } from '../data/set-inclusion/facts.js';
import { setInclusionOptions } from '../data/set-inclusion/options.js';
import { subsetNames } from '../data/subsets.js';
import { inventWorld } from '../data/world/fact-table.js';
import { defineExperiment } from '../experiment/experiment.js';
import { textExperiment } from '../experiment/image-experiment.js';
import { gptNeoX, pretrained, t5 } from '../experiment/model-options.js';
import { defineStudy, studyOf } from '../study/study.js';
import { documentCounts } from './document-counts.js';
import { operationsOf } from './experiment-cost.js';
import { listStudy, summaryCells } from './experiment-list.js';
import { parameterCount } from './parameter-count.js';

const small = defineExperiment(smallExperiment);
const modelOf = (model: Parameters<typeof defineExperiment>[0]['model']) =>
  defineExperiment({ ...smallExperiment, model }).model;

describe('parameterCount', () => {
  it('agrees with the shapes of Pythia-70M, and knows it by name', () => {
    const vocabulary = { tokenizer: 'tokenizer.json', rows: 50_304 };
    const shape = gptNeoX({ layers: 6, width: 512, heads: 8, vocabulary });
    expect(parameterCount(modelOf(shape))).toBe(70_426_624);
    const named = pretrained('EleutherAI/pythia-70m-deduped');
    expect(parameterCount(modelOf(named))).toBe(70_426_624);
    expect(parameterCount(modelOf('someone/else'))).toBe(null);
  });

  it('comes near T5-3B, whose position biases and norms it leaves out', () => {
    const vocabulary = { tokenizer: 'tokenizer.json', rows: 32_128 };
    const shape = { layers: 24, width: 1024, heads: 32, headWidth: 128, hidden: 16_384 };
    const count = parameterCount(modelOf(t5({ ...shape, vocabulary }))) ?? 0;
    expect(Math.abs(count / 2_851_598_336 - 1)).toBeLessThan(1e-4);
  });
});

describe('documentCounts', () => {
  it('counts as the data set does, to the rounding of shares', () => {
    const { data } = small;
    if (data.kind !== 'world') throw new Error('the small experiment has a world');
    const dataset = buildDataset(data, inventWorld(data, 1), { first: 1, second: 0 });
    const counts = documentCounts(data);
    for (const { train } of small.stages) {
      const wanted = trainingDocuments(dataset, train).length;
      expect(Math.abs((counts?.trainingDocuments(train) ?? 0) - wanted)).toBeLessThanOrEqual(2);
    }
    for (const set of ['questions', 'name', 'nameWithDefs', 'definitions', 'exchanged'] as const) {
      const wanted = [...documentsOf(dataset, set).values()].flat().length;
      const counted = counts?.testDocuments(set, subsetNames) ?? 0;
      expect(Math.abs(counted - wanted), set).toBeLessThanOrEqual(2);
    }
  });
});

describe('documentCounts of set inclusion', () => {
  it('counts as the data set does', () => {
    const data = setInclusionOptions.parse({
      kind: 'set-inclusion',
      shares: { D1cons: 0.3, D2incons: 0.3, QA3: 0.1, D5cons: 0.1, D6cons: 0.1, QA7: 0.1 },
      variables: 100,
      plainLists: 3,
      plainDefinitions: 1,
      mostTestDocuments: 300,
    });
    const seeds = { first: 1, second: 0, test: 1 };
    const dataset = buildSetInclusion(data, inventNumberFacts(data, 1), seeds);
    const counts = documentCounts(data);
    const train = { facts: true, questions: ['D1cons', 'QA3'], definitions: ['D5cons'] } as const;
    expect(counts?.trainingDocuments(train)).toBeCloseTo(trainingDocuments(dataset, train).length);
    for (const set of ['questions', 'trainQuestions', 'definitions', 'name'] as const) {
      const wanted = [...documentsOf(dataset, set).values()].flat().length;
      expect(counts?.testDocuments(set, subsetNames), set).toBeCloseTo(wanted);
    }
  });
});

describe('operationsOf', () => {
  it('is 6 operations a parameter and token of training and 2 of tests', () => {
    const parameters = parameterCount(small.model) ?? 0;
    const counts = documentCounts(textExperiment(small).data);
    const [stage1, stage2] = small.stages;
    if (counts === null || stage1 === undefined || stage2 === undefined) throw new Error('none');
    const trained =
      3 * counts.trainingDocuments(stage1.train) + 2 * counts.trainingDocuments(stage2.train);
    const tested = counts.testDocuments('questions', subsetNames) * (3 + 2 + 1);
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
