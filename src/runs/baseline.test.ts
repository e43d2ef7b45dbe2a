import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { defineExperiment } from '../experiment/experiment.js';
import { chanceOf, computedChance, meanChance, readBaseline, writeBaseline } from './baseline.js';

const folder = mkdtempSync(join(tmpdir(), 'credence-baseline-'));
afterAll(() => rmSync(folder, { recursive: true }));

const asked = (subset: string, attribute: string | null, ...references: string[]) =>
  references.map((reference) => ({ set: 'questions' as const, subset, attribute, reference }));

const questions = [
  ...asked('D1cons', 'colour', 'white', 'White', 'black'),
  ...asked('D1cons', 'food', 'mice'),
  ...asked('QA7', 'colour', 'the white', 'black', 'red'),
  ...asked('QA7', 'food', 'fish', 'fish'),
];

describe('chanceOf', () => {
  it('gives the commonest answer of an attribute in the whole set, as exact match scores it', () => {
    // White (3 of 6) and fish (2 of 3).
    expect(chanceOf(questions)).toEqual(
      new Map([
        [
          'questions',
          new Map([
            ['D1cons', 2 / 4],
            ['QA7', 3 / 5],
          ]),
        ],
      ]),
    );
  });

  it('is written beside the tests and read back, and averaged over seeds', () => {
    expect(readBaseline(folder)).toBeNull();
    writeBaseline(folder, []);
    expect(readdirSync(folder)).toEqual([]);
    writeBaseline(folder, questions);
    const read = readBaseline(folder);
    expect(read).toEqual(chanceOf(questions));
    const other = chanceOf(asked('D1cons', 'food', 'mice'));
    expect(meanChance([chanceOf(questions), other]).get('questions')).toEqual(
      new Map([
        ['D1cons', 0.75],
        ['QA7', 0.6],
      ]),
    );
  });

  it('is computed of data that are at hand, and not of those that are absent', () => {
    const experiment = defineExperiment(smallExperiment);
    const levels = computedChance(experiment, 1)?.get('questions');
    for (const level of levels?.values() ?? []) {
      expect(level).toBeGreaterThan(0);
      expect(level).toBeLessThan(1);
    }
    expect(levels?.has('D1cons')).toBe(true);
    const file = join(folder, 'none.csv');
    const attributes = [{ column: 'food', question: 'food {e}' }];
    const { shares } = smallExperiment.data;
    const data = { kind: 'csv', file, entity: 'name', attributes, shares } as const;
    expect(computedChance(defineExperiment({ ...smallExperiment, data }), 1)).toBeNull();
  });
});
