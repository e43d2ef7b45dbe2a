import { describe, expect, it } from 'vitest';
import { groupsWith } from '../../test/table-one.js';
import { type EvaluationSet, evaluationSets } from '../data/evaluation-sets.js';
import type { Measurement } from '../evaluation/measurement.js';
import { measuredSets, rowsOfSet, shownSetOf, shownSets } from './shown-sets.js';

function row(set: EvaluationSet, subset: string, metric: Measurement['metric'] = 'exactMatch') {
  const run = { seed: 0, secondSeed: null, stage: 'stage1', epoch: 1, questions: 9 };
  return { ...run, set, subset, metric, value: 0.5 };
}

describe('shown sets', () => {
  it('shows every evaluation set', () => {
    expect(evaluationSets.map(shownSetOf).every((set) => shownSets.includes(set))).toBe(true);
    const rows = [
      row('nameWithDefs', 'D2incons'),
      row('questions', 'QA3'),
      row('who', 'QA3', 'f1'),
    ];
    expect(measuredSets(rows)).toEqual(['questions', 'name']);
    expect(measuredSets(rows, 'f1')).toEqual(['who']);
  });

  it('has one score of a subset, in entity attribution that with definitions where false', () => {
    const rows = [
      row('name', 'D1cons'),
      row('name', 'D2incons'),
      row('nameWithDefs', 'D2incons'),
      row('name', 'D1cons', 'f1'),
      row('questions', 'D2incons'),
    ];
    const shown = rowsOfSet(rows, 'name', groupsWith());
    expect(shown.map(({ set, subset }) => [set, subset])).toEqual([
      ['name', 'D1cons'],
      ['nameWithDefs', 'D2incons'],
    ]);
    expect(rowsOfSet(rows, 'questions', groupsWith())).toEqual([rows[4]]);
  });
});
