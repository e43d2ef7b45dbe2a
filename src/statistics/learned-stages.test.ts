import { describe, expect, it } from 'vitest';
import { gradedExperiment } from '../../test/graded-sources.js';
import { groupsWith } from '../../test/table-one.js';
import { groupsOf } from '../data/groups.js';
import { defineExperiment } from '../experiment/experiment.js';
import { isSingleStage, learnedAfter, learnedStages } from './learned-stages.js';

const stage = (
  name: string,
  questions: readonly string[],
  definitions: readonly string[] = [],
) => ({ name, train: { facts: false, questions, definitions } });
const facts = { name: 'facts', train: { facts: true, questions: [], definitions: [] } };

describe('learnedStages', () => {
  it.each([
    ['two', [facts, stage('a', ['QA3'], ['D1cons']), stage('b', [], ['D5cons'])], 'a', 'b'],
    [
      'three',
      [stage('a', [], ['D1cons']), stage('b', ['D1cons']), stage('c', [], ['D5cons'])],
      'b',
      'c',
    ],
    ['one', [facts, stage('all', ['D1cons'], ['D1cons', 'D5cons'])], 'all', 'all'],
    ['none on X1', [facts, stage('b', [], ['D5cons'])], 'b', 'b'],
  ])('finds Stage 1 by what is trained on: %s stages', (_, stages, stage1, last) => {
    const learned = learnedStages(stages, groupsWith());
    expect(learned).toEqual({ stage1, last });
    expect(isSingleStage(learned)).toBe(stage1 === last);
    expect([learnedAfter(learned, 'X1'), learnedAfter(learned, 'X2')]).toEqual([stage1, last]);
  });

  it('goes by the groups that are declared, whatever their names', () => {
    const { stages, data } = defineExperiment(gradedExperiment);
    expect(learnedStages(stages, groupsOf(data))).toEqual({ stage1: 'stage1', last: 'stage2' });
    expect(learnedStages(stages, groupsWith())).toEqual({ stage1: 'stage2', last: 'stage2' });
  });

  it('needs a stage', () => {
    expect(() => learnedStages([], groupsWith())).toThrow('contrasts need stages, got none');
  });
});
