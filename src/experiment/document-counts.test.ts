import { describe, expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { datasetOf, parsedData } from '../../test/table-one.js';
import { dataKind } from '../data/kinds.js';
import { defineExperiment } from './experiment.js';

describe('counts of a world', () => {
  it('are those of the data set, to the rounding of shares', () => {
    const data = parsedData(smallExperiment.data);
    const dataset = datasetOf(data, 1);
    const counts = dataKind(data).counts(data);
    for (const { train } of defineExperiment(smallExperiment).stages) {
      const wanted = dataset.trainingDocuments(train).length;
      expect(Math.abs((counts?.trainingDocuments(train) ?? 0) - wanted)).toBeLessThanOrEqual(2);
    }
    for (const set of ['questions', 'name', 'nameWithDefs', 'definitions', 'exchanged'] as const) {
      const wanted = [...dataset.testDocuments(set).values()].flat().length;
      const counted = counts?.testDocuments(set, null) ?? 0;
      expect(Math.abs(counted - wanted), set).toBeLessThanOrEqual(2);
    }
  });
});

describe('counts of set inclusion', () => {
  it('are those of the data set', () => {
    const data = parsedData({
      kind: 'set-inclusion',
      shares: { D1cons: 0.3, D2incons: 0.3, QA3: 0.1, D5cons: 0.1, D6cons: 0.1, QA7: 0.1 },
      variables: 100,
      plainLists: 3,
      plainDefinitions: 1,
      mostTestDocuments: 300,
    });
    const dataset = datasetOf(data, 1);
    const counts = dataKind(data).counts(data);
    const train = { facts: true, questions: ['D1cons', 'QA3'], definitions: ['D5cons'] } as const;
    expect(counts?.trainingDocuments(train)).toBeCloseTo(dataset.trainingDocuments(train).length);
    for (const set of ['questions', 'trainQuestions', 'definitions', 'name'] as const) {
      const wanted = [...dataset.testDocuments(set).values()].flat().length;
      expect(counts?.testDocuments(set, null), set).toBeCloseTo(wanted);
    }
  });
});
