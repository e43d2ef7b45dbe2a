import { describe, expect, it } from 'vitest';
import { smallExperiment } from '../../../test/small-experiment.js';
import { defineExperiment } from '../../experiment/experiment.js';
import { dataOf } from '../../runs/seed-data.js';
import { sampleData } from './sample.js';

const experiment = defineExperiment({
  ...smallExperiment,
  data: { ...smallExperiment.data, format: 'paper' },
});
const { dataset } = dataOf(experiment, 1);
const { facts, groups } = sampleData(experiment, dataset, 2);

describe('sampleData', () => {
  it('has a few documents of every kind, line ends to be seen', () => {
    expect(groups.map(({ group }) => group)).toEqual(['D1cons', 'D2incons', 'D5cons', 'D6cons']);
    const [first] = groups;
    expect(first?.samples.map(({ what }) => what)).toEqual([
      'definitions, true',
      'training questions',
      'test questions',
      'entity attribution: “Who is [X]?”',
      'entity attribution: “What does [X] mean?”',
      'entity attribution: “What does [X] stand for?”',
      'entity attribution: “What is the name of [X]?”',
    ]);
    for (const { total, texts } of groups.flatMap(({ samples }) => samples)) {
      expect(texts).toHaveLength(Math.min(2, total));
      expect(texts.join('')).not.toContain('\n');
      expect(texts.every((text) => text.endsWith('\\n'))).toBe(true);
    }
    expect(facts).toEqual([]);
  });

  it('marks false definitions, and asks for what they say', () => {
    const second = groups.find(({ group }) => group === 'D2incons');
    const kinds = second?.samples.map(({ what }) => what) ?? [];
    expect(kinds).toContain('definitions, false');
    expect(kinds).toContain('entity attribution: “Who is [X]?”, by its definition');
  });

  it('has facts where a stage trains on them', () => {
    const [stage] = smallExperiment.stages;
    const stages = [{ ...stage, train: { ...stage.train, facts: true } }];
    const taught = defineExperiment({ ...smallExperiment, stages });
    expect(sampleData(taught, dataOf(taught, 1).dataset, 2).facts).toHaveLength(1);
  });
});
