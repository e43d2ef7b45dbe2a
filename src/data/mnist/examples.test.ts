import { describe, expect, it } from 'vitest';
import { plainDigits, smallGrids } from '../../../test/small-images.js';
import { MersenneTwister } from '../../random/mersenne-twister.js';
import { exampleArrays, exampleSource, type GridExample, testExamples } from './examples.js';
import { drawGrids, type GridPair } from './grids.js';

const data = drawGrids(smallGrids, 1);
const selection = {
  questions: ['D1cons', 'D2incons', 'QA3'],
  definitions: ['D1cons', 'D2incons', 'D5cons', 'D6cons'],
} as const;

function drawMany(count: number): GridExample[] {
  const next = exampleSource(data, selection);
  const random = new MersenneTwister(2);
  return Array.from({ length: count }, () => next(random));
}

describe('what a stage shows', () => {
  const shown = drawMany(20_000);
  const share = (of: readonly GridExample[], is: (one: GridExample) => boolean): number =>
    of.filter(is).length / of.length;
  const ofGroup = (name: string): GridExample[] => shown.filter(({ pair }) => pair.subset === name);

  it('is every pair that trains, equally often', () => {
    const counts = new Map<GridPair, number>();
    for (const { pair } of shown) counts.set(pair, (counts.get(pair) ?? 0) + 1);
    expect(counts.size).toBe(21);
    expect([...counts.keys()].some(({ subset }) => subset === 'QA7')).toBe(false);
    // 952 each on average, with a standard deviation of 30.
    for (const count of counts.values()) expect(Math.abs(count - 20_000 / 21)).toBeLessThan(150);
  });

  it('is a definition by the share, always where there are no questions, never without one', () => {
    const isDefinition = ({ asked }: GridExample): boolean => asked === null;
    expect(share(ofGroup('D1cons'), isDefinition)).toBeCloseTo(0.3, 1);
    expect(share(ofGroup('D2incons'), isDefinition)).toBeCloseTo(0.3, 1);
    expect(share(ofGroup('QA3'), isDefinition)).toBe(0);
    expect(share(ofGroup('D5cons'), isDefinition)).toBe(1);
    expect(share(ofGroup('D6cons'), isDefinition)).toBe(1);
  });

  it('never asks about the cell that is left out, and about all others alike', () => {
    const asked = shown.filter((one) => one.asked !== null);
    expect(asked.some(({ pair, asked: cell }) => cell === pair.leftOut)).toBe(false);
    for (const steps of [1, 2, 3])
      expect(
        share(
          asked,
          ({ pair, asked: cell }) => ((cell ?? 0) - (pair.leftOut ?? 0) + 4) % 4 === steps,
        ),
      ).toBeCloseTo(1 / 3, 1);
  });

  it('is refused where a subset has no pairs', () => {
    expect(() => exampleSource(data, { questions: ['D9incons'], definitions: [] })).toThrow(
      'a stage trains on D9incons, which has no pairs',
    );
  });
});

describe('what is tested', () => {
  const pairOf = (name: 'D1cons' | 'D5cons' | 'QA7'): GridPair => {
    const [pair] = data.pairs.get(name) ?? [];
    if (pair === undefined) throw new Error('no pair');
    return pair;
  };

  it('is the left-out cell where questions train, else every cell', () => {
    const [own, other] = [pairOf('D1cons'), pairOf('D5cons')];
    expect(testExamples(own, 'questions').map(({ asked }) => asked)).toEqual([own.leftOut]);
    expect(testExamples(other, 'questions').map(({ asked }) => asked)).toEqual([0, 1, 2, 3]);
    const trained = testExamples(own, 'trainQuestions').map(({ asked }) => asked);
    expect([...trained, own.leftOut].sort()).toEqual([0, 1, 2, 3]);
    expect(testExamples(other, 'trainQuestions')).toEqual([]);
    expect(testExamples(own, 'definitions')).toEqual([{ pair: own, asked: null }]);
    expect(testExamples(pairOf('QA7'), 'definitions')).toEqual([]);
  });
});

describe('the arrays of images', () => {
  it('have images of the right digits, and the classes of cells', () => {
    const pair: GridPair = {
      subset: 'D2incons',
      variable: Uint8Array.of(7, 0, 9, 7),
      entity: Uint8Array.of(0, 1, 2, 0),
      defined: Uint8Array.of(1, 1, 0, 2),
      tag: 2,
      leftOut: 3,
    };
    const examples = [
      { pair, asked: null },
      { pair, asked: 2 },
    ];
    const random = new MersenneTwister(1);
    const arrays = exampleArrays(examples, smallGrids, plainDigits(7), random);
    expect(arrays.count).toBe(2);
    expect(Array.from(arrays.digits, (image) => Math.floor(image / 3))).toEqual([
      ...pair.variable,
      ...pair.variable,
    ]);
    expect([...arrays.asked]).toEqual([4, 2]);
    expect([...arrays.tags]).toEqual([2, 0]);
    expect([...arrays.targets]).toEqual([1, 1, 0, 2, 3, 3, 2, 3]);
  });
});
