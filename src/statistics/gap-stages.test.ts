import { describe, expect, it } from 'vitest';
import type { Subset } from '../data/subsets.js';
import { gapStages, isSingleStage } from './gap-stages.js';

const stage = (
  name: string,
  questions: readonly Subset[],
  definitions: readonly Subset[] = [],
) => ({
  name,
  train: { facts: false, questions, definitions },
});
const facts = { name: 'facts', train: { facts: true, questions: [], definitions: [] } };

describe('gapStages', () => {
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
    expect(gapStages(stages)).toEqual({ stage1, last });
    expect(isSingleStage({ stage1, last })).toBe(stage1 === last);
  });

  it('needs a stage', () => {
    expect(() => gapStages([])).toThrow('gaps need stages, got none');
  });
});
