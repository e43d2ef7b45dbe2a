import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { datasetOf, groupNamed, groupNames, parsedData } from '../../test/table-one.js';
import { allDocuments } from './dataset.js';
import { textOf } from './documents.js';
import { textKind } from './kinds.js';

const shares = { D1cons: 0.3, D2incons: 0.3, QA3: 0.1, QA4: 0.1, D5cons: 0.1, D6cons: 0.1 };

function build(given: { aliasesPerEntity: number; entities?: number }, first = 0, second = 0) {
  return datasetOf(parsedData({ kind: 'world', entities: 50, shares, ...given }), first, second);
}

describe("the release's draws for 4000 entities, seed 0", () => {
  it('are those of its own notebook', () => {
    const options = parsedData({
      kind: 'world',
      shares: { QA3: 1 },
      aliases: { form: 'letters' },
      tags: { form: 'letters' },
    });
    const entities = Array.from({ length: 4000 }, (_, i) => ({
      name: `${i}`.padStart(4, '0'),
      facts: Array.from({ length: 6 }, (_, j) => ({ question: `q${j} {e}`, answer: 'a' })),
    }));
    const table = { entities, dropped: {} };
    const { pairs, tags } = textKind(options).dataset(options, table, {
      first: 0,
      second: 0,
      test: 0,
    });
    expect(pairs.slice(0, 5)).toEqual([
      { entity: '2314', alias: '<|gzhju|>' },
      { entity: '3128', alias: '<|ouarf|>' },
      { entity: '1211', alias: '<|vyvph|>' },
      { entity: '0666', alias: '<|ocnws|>' },
      { entity: '1266', alias: '<|kaaig|>' },
    ]);
    expect(tags).toEqual(['<|ttdgdx|>', '<|iweoex|>', '<|opdykl|>']);
  });
});

describe('buildDataset', () => {
  it('gives the definitions of a subset as either tag would', () => {
    const dataset = build({ aliasesPerEntity: 2 }, 5);
    for (const [name, definitions] of dataset.definitions) {
      const tag = groupNamed(name).source?.tag;
      for (const other of [1, 2] as const) {
        const [own = '', given = ''] = [dataset.tags[Number(tag) - 1], dataset.tags[other - 1]];
        expect(dataset.definedBy(name, other)).toEqual(
          definitions.map((one) => ({
            ...one,
            prompt: one.prompt.replace(own, given),
            tag: given,
          })),
        );
      }
    }
  });

  it('keeps train and test apart and asks every question about every alias once', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 4 }), (seed, aliasesPerEntity) => {
        const dataset = build({ aliasesPerEntity }, seed);
        expect(dataset.pairs.length).toBe(50 * aliasesPerEntity);
        expect(new Set(dataset.pairs.map(({ alias }) => alias)).size).toBe(dataset.pairs.length);
        for (const name of groupNames) {
          const members = dataset.members.get(name) ?? [];
          const { train = [], test = [] } = dataset.questions.get(name) ?? {};
          const trained = groupNamed(name).trainsQuestions ? 5 : 0;
          expect(train.length).toBe(trained * members.length);
          expect(test.length).toBe((6 - trained) * members.length);
          if (!groupNamed(name).aliasInQuestions) continue;
          const texts = [...train, ...test].map(textOf);
          expect(new Set(texts).size).toBe(texts.length);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('defines consistent aliases by their own entity and no inconsistent one', () => {
    const dataset = build({ aliasesPerEntity: 3 });
    const owners = new Map(dataset.pairs.map(({ alias, entity }) => [alias, entity]));
    for (const [name, definitions] of dataset.definitions) {
      expect(definitions.length).toBe(
        groupNamed(name).source !== null ? (dataset.members.get(name)?.length ?? 0) : 0,
      );
      for (const { alias, entity } of definitions) {
        expect(owners.get(alias ?? '') === entity).toBe(groupNamed(name).consistent);
      }
    }
  });

  it('divides X2 anew by the second seed and leaves everything else', () => {
    const one = build({ aliasesPerEntity: 2 }, 5, 0);
    const two = build({ aliasesPerEntity: 2 }, 5, 1);
    expect(two.pairs).toEqual(one.pairs);
    expect(two.facts).toEqual(one.facts);
    for (const name of groupNames) {
      const isX1 = groupNamed(name).data === 'X1';
      if (isX1) expect(two.questions.get(name)).toEqual(one.questions.get(name));
    }
    expect(two.members.get('D5cons')).not.toEqual(one.members.get('D5cons'));
  });

  it('refuses a share that is less than one alias', () => {
    const few = { D1cons: 0.45, D2incons: 0.45, QA3: 0.01, D5cons: 0.05, D6cons: 0.04 };
    const options = { kind: 'world', entities: 10, aliasesPerEntity: 1, shares: few } as const;
    expect(() => datasetOf(parsedData(options), 1, 0)).toThrow(
      /data\.shares: QA3 has a share of 0\.01, but of 10 aliases that is none: use more rows/,
    );
  });

  it('refuses entities that share a name or have no facts', () => {
    const options = parsedData({ kind: 'world', shares: { QA3: 1 } });
    const entity = { name: 'a', facts: [{ question: 'q {e}', answer: 'a' }] };
    const seeds = { first: 0, second: 0 };
    const build = (...entities: { name: string; facts: typeof entity.facts }[]) =>
      textKind(options).dataset(options, { entities, dropped: {} }, { ...seeds, test: 0 });
    expect(() => build(entity, entity)).toThrow('two entities named "a"');
    expect(() => build({ name: 'b', facts: [] })).toThrow('no facts about "b"');
  });
});

describe('trainingDocuments', () => {
  const dataset = build({ aliasesPerEntity: 2 });

  it('repeats, and gives every chosen document once', () => {
    const selection = { facts: true, questions: ['QA3'], definitions: ['D5cons'] } as const;
    const documents = dataset.trainingDocuments(selection);
    expect(dataset.trainingDocuments(selection)).toEqual(documents);
    const expected = [
      ...dataset.facts,
      ...(dataset.questions.get('QA3')?.train ?? []),
      ...(dataset.definitions.get('D5cons') ?? []),
    ];
    expect(new Set(documents)).toEqual(new Set(expected));
    expect(documents.length).toBe(expected.length);
    const all = new Set(allDocuments(dataset));
    expect(documents.every((document) => all.has(document))).toBe(true);
  });

  it('refuses questions that only test and definitions that there are none of', () => {
    const nothing = { facts: false, questions: [], definitions: [] };
    expect(() => dataset.trainingDocuments({ ...nothing, questions: ['D5cons'] })).toThrow(
      'questions about D5cons are for tests only',
    );
    expect(() => dataset.trainingDocuments({ ...nothing, definitions: ['QA7'] })).toThrow(
      'QA7 has no definitions',
    );
  });
});
