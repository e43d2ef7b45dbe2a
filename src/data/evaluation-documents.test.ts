import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAskedInRelease } from '../../test/asked-in-release.js';
import { datasetOf, groupNames, parsedData } from '../../test/table-one.js';
import { allDocuments } from './dataset.js';
import { textOf } from './documents.js';
import { evaluationSets } from './evaluation-sets.js';

const shares = {
  D1cons: 0.2,
  D2incons: 0.2,
  D9incons: 0.1,
  D4cons: 0.1,
  QA3: 0.1,
  QA4: 0.1,
  D6cons: 0.1,
  QA7: 0.1,
};

function build(given: object, first = 0) {
  return datasetOf(parsedData({ kind: 'world', entities: 50, shares, ...given }), first);
}

const worlds = fc.record({
  seed: fc.nat(),
  aliasesPerEntity: fc.integer({ min: 1, max: 3 }),
  format: fc.constantFrom('paper', 'plain'),
});

describe('testDocuments', () => {
  it('asks once which entity each alias stands for, and once which one was said', () => {
    fc.assert(
      fc.property(worlds, ({ seed, ...given }) => {
        const dataset = build(given, seed);
        const owners = new Map(dataset.pairs.map(({ alias, entity }) => [alias, entity]));
        const attributed = dataset.testDocuments('name');
        for (const name of groupNames) {
          const asked = attributed.get(name) ?? [];
          const members = name === 'QA4' || name === 'QA7' ? [] : dataset.members.get(name);
          const pairs = asked.map(({ alias, entity }) => ({ alias, entity }));
          expect(new Set(pairs)).toEqual(new Set(members));
          expect(asked.length).toBe(members?.length);
          for (const { prompt, alias, answer, entity } of asked) {
            expect(prompt.split(alias ?? '').length).toBe(2);
            expect(answer.trim()).toBe(entity);
          }
        }
        const said = dataset.testDocuments('nameWithDefs');
        expect([...said.keys()]).toEqual(['D2incons', 'D9incons']);
        for (const [name, documents] of said) {
          const sorted = documents.map(({ alias }) => alias);
          expect(sorted).toEqual(dataset.definitions.get(name)?.map(({ alias }) => alias));
          for (const { alias, entity } of documents) {
            expect(owners.get(alias ?? '')).not.toBe(entity);
          }
        }
      }),
      { numRuns: 20 },
    );
  });

  it('exchanges the aliases of neighbours and leaves an odd one out', () => {
    fc.assert(
      fc.property(worlds, ({ seed, ...given }) => {
        const dataset = build(
          { ...given, shares: { ...shares, D6cons: 0.08, D5cons: 0.02 } },
          seed,
        );
        const own = dataset.testDocuments('questions').get('D6cons') ?? [];
        const exchanged = dataset.testDocuments('exchanged').get('D6cons') ?? [];
        const aliases = [...new Set(own.map(({ alias }) => alias))];
        expect(exchanged.length).toBe(6 * (aliases.length - (aliases.length % 2)));
        const entityOf = new Map(own.map(({ alias, entity }) => [alias, entity]));
        exchanged.forEach(({ alias, entity }) => {
          const index = aliases.indexOf(alias);
          const partner = aliases[index % 2 === 0 ? index + 1 : index - 1] ?? null;
          expect(entity).toBe(entityOf.get(partner));
        });
      }),
      { numRuns: 20 },
    );
  });

  it('leaves out subsets without documents, and all of them belong to a vocabulary', () => {
    const dataset = build({});
    const known = new Set(allDocuments(dataset, evaluationSets).map(textOf));
    for (const set of evaluationSets) {
      for (const [name, documents] of dataset.testDocuments(set)) {
        expect(documents.length, name).toBeGreaterThan(0);
        for (const document of documents) expect(known.has(textOf(document))).toBe(true);
      }
    }
    expect(dataset.testDocuments('questions').has('D8cons')).toBe(false);
    expect(allDocuments(dataset)).toEqual(allDocuments(dataset, []));
  });
});

describe('definitions in context', () => {
  it('stand before every question of their alias, whoever is right', () => {
    const plain = build({ format: 'paper' });
    const dataset = build({ format: 'paper', inContext: true });
    for (const name of groupNames) {
      const shown = ['D1cons', 'D2incons', 'D6cons'].includes(name);
      for (const part of ['train', 'test'] as const) {
        const questions = plain.questions.get(name)?.[part] ?? [];
        const expected = questions.map(({ alias, prompt }) => {
          const said = plain.definitions.get(name)?.find((one) => one.alias === alias);
          return shown && said ? `${textOf(said)}. ${prompt}` : prompt;
        });
        const prompts = dataset.questions.get(name)?.[part].map(({ prompt }) => prompt);
        expect(prompts).toEqual(expected);
      }
    }
  });

  it('are one definition a question', () => {
    expect(() => build({ inContext: true, definitions: { form: 'natural language' } })).toThrow(
      "data.inContext puts one definition before a question and needs data.definitions.form 'words'",
    );
  });
});

describe('isAskedInRelease', () => {
  it('leaves questions about X1 out after X2, and more after stages of definitions only', () => {
    const asked = (
      questions: readonly ['QA3'] | readonly [],
      ...definitions: readonly ('D1cons' | 'D5cons')[]
    ) =>
      (['D1cons', 'QA4', 'D5cons', 'QA7'] as const).filter((name) =>
        isAskedInRelease('questions', name, { questions, definitions }),
      );
    expect(asked(['QA3'], 'D1cons')).toEqual(['D1cons', 'QA4', 'D5cons', 'QA7']);
    expect(asked([], 'D5cons')).toEqual(['D5cons', 'QA7']);
    expect(asked([], 'D1cons')).toEqual(['D1cons', 'QA7']);
    expect(asked([], 'D1cons', 'D5cons')).toEqual(['D1cons', 'D5cons', 'QA7']);
    const x2 = { questions: [], definitions: ['D5cons'] } as const;
    expect(isAskedInRelease('name', 'D1cons', x2)).toBe(true);
    expect(isAskedInRelease('exchanged', 'D6cons', x2)).toBe(true);
  });
});
