import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { datasetOf, parsedData } from '../../test/table-one.js';
import { readCvdbPeople } from './cvdb/people.js';
import { allDocuments } from './dataset.js';
import { textOf } from './documents.js';
import { evaluationSets } from './evaluation-sets.js';

const folder = 'experiments/samples';
const shares = {
  D1cons: 0.25,
  D2incons: 0.25,
  QA3: 0.1,
  QA4: 0.1,
  D5cons: 0.08,
  D6cons: 0.08,
  D8cons: 0.08,
  QA7: 0.06,
};
const kinds = [
  { kind: 'cvdb', file: `${folder}/cvdb.csv`, people: 240, shares },
  { kind: 'trex', folder: `${folder}/trex`, entities: 70, shares },
  { kind: 'trex', folder: `${folder}/trex`, entities: 70, rules: 'paper', shares },
] as const;

describe('the invented samples', () => {
  it.each(kinds)('are enough for $kind of any seed', (written) => {
    for (const first of [0, 1, 2, 600, 700]) {
      const dataset = datasetOf(parsedData(written), first);
      for (const set of evaluationSets) {
        expect(dataset.testDocuments(set).size, set).toBeGreaterThan(0);
      }
      for (const document of allDocuments(dataset, evaluationSets)) {
        expect(document.answer, textOf(document)).toMatch(/^ \S.*\n$/);
      }
    }
  });

  it('have at least 120 men and women, and rows that are left out', () => {
    const { passed, dropped } = readCvdbPeople(`${folder}/cvdb.csv`, 10);
    expect(Math.min(passed.men, passed.women)).toBeGreaterThanOrEqual(120);
    expect(Object.keys(dropped).length).toBe(5);
  });

  it('are small', () => {
    expect(statSync(`${folder}/cvdb.csv`).size).toBeLessThan(60_000);
    expect(statSync(`${folder}/tokenizer.json`).size).toBeLessThan(40_000);
  });
});
