import { describe, expect, it } from 'vitest';
import { subsetNames, subsets } from '../data/subsets.js';
import { paperContrasts, paperGroups, paperPairs } from './group-style.js';

describe('paperGroups', () => {
  it('has every group of Table 1, those of X1 first', () => {
    const { order } = paperGroups();
    expect([...order].sort()).toEqual([...subsetNames].sort());
    const stages = order.map((name) => subsets[name as keyof typeof subsets].stage);
    expect(stages).toEqual([...stages].sort());
  });

  it('gives every group a colour and a symbol of its own', () => {
    const { order, colourOf, symbolOf } = paperGroups();
    expect(new Set(order.map(colourOf)).size).toBe(order.length);
    expect(new Set(order.map(symbolOf)).size).toBe(order.length);
  });

  it('calls sources by their number where they do not differ', () => {
    expect(paperGroups().meaningOf('D6cons')).toBe('unreliable tag, true');
    expect(paperGroups({ sourcesDiffer: false }).meaningOf('D6cons')).toBe('tag 2, true');
    expect(paperGroups({ sourcesDiffer: false }).meaningOf('QA3')).toBe('no definition');
  });

  it('names the groups that it knows when asked for another', () => {
    expect(() => paperGroups().colourOf('D11')).toThrow(
      'no style for the group D11; there are D1cons',
    );
    expect(() => paperGroups().isFalselyDefined('toString')).toThrow(RangeError);
  });
});

describe('paperContrasts', () => {
  it('subtracts tag 2 from tag 1, by different times where stages are two', () => {
    const [stage1Gap, iml, change] = paperContrasts();
    expect(stage1Gap).toMatchObject({ minuend: paperPairs.X1.upper, when: 'after Stage 1' });
    expect(iml).toMatchObject({ subtrahend: paperPairs.X2.lower, when: 'after the last stage' });
    expect(change).toMatchObject({ minuend: iml?.minuend, subtrahend: iml?.subtrahend });
    const single = paperContrasts({ isSingleStage: true });
    expect(single.slice(0, 2).map(({ when }) => when)).toEqual([
      'after training',
      'after training',
    ]);
  });
});
