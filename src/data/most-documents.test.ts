import { describe, expect, it } from 'vitest';
import { buildDataset } from './fact-dataset.js';
import { dataKind, dataOptions } from './kinds.js';

const shares = { D1cons: 0.5, D2incons: 0.5 };

/** What is wrong with the options, path by path. */
function faults(options: Readonly<Record<string, unknown>>): string[] {
  const { error } = dataOptions.safeParse({ shares, ...options });
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('counts of options', () => {
  it.each([
    [{ kind: 'world', entities: 1e12 }, /^entities: /],
    [{ kind: 'world', aliasesPerEntity: 1e9 }, /^aliasesPerEntity: /],
    [{ kind: 'world', aliasesPerEntity: 1e5 }, /^entities: .* 60,000,000 .* at most 2,000,000 fit/],
    [{ kind: 'world', attributes: [2, 1e12] }, /^attributes\.1: /],
    [{ kind: 'world', attributes: new Array(1e4).fill(2) }, /^attributes: /],
    [{ kind: 'cvdb', people: 1e12 }, /^people: /],
    [{ kind: 'trex', entities: 1e12 }, /^entities: /],
    [{ kind: 'set-inclusion', variables: 1e12, nameLetters: 6 }, /^variables: /],
    [{ kind: 'set-inclusion', questionsPerVariable: 4e9 }, /^variables: .*questions, but at most/],
    [{ kind: 'set-inclusion', plainLists: 1e9 }, /^plainLists: .*questions, but at most/],
    [{ kind: 'set-inclusion', plainDefinitions: 1e9 }, /^plainLists: .*questions, but at most/],
    [{ kind: 'set-inclusion', numbers: 1e5, plainLists: 1 }, /^numbers: .*hours/],
    [{ kind: 'set-inclusion', numbers: 1e5, listLength: 5e4 }, /^numbers: .*hours/],
    [{ kind: 'mnist', grid: 5, pairs: 1e12, examplesPerEpoch: 256 }, /^pairs: /],
    [{ kind: 'mnist', pairs: 100, examplesPerEpoch: 1e15 }, /^examplesPerEpoch: /],
    [{ kind: 'mnist', pairs: 100, examplesPerEpoch: 256, testImages: 1e12 }, /^pairs: /],
  ])('%j does not fit', (options, message) => {
    expect(faults(options)).toContainEqual(expect.stringMatching(message));
  });

  it('of a table are checked once its rows are known', () => {
    const options = dataOptions.parse({ kind: 'world', entities: 2, shares });
    const facts = Array.from({ length: 3 }, (_, i) => ({ question: `q${i} {e}`, answer: 'a' }));
    const entities = ['e0', 'e1'].map((name) => ({ name, facts }));
    const many = { ...options, aliasesPerEntity: 1_000_000 } as never;
    expect(() => buildDataset(many, { entities, dropped: {} }, { first: 0, second: 0 })).toThrow(
      'data.aliasesPerEntity: 2 entities with 1000000 aliases each make 6,000,000 questions',
    );
  });

  it('of a table leave no answer empty where documents are words alone', () => {
    const options = dataOptions.parse({ kind: 'world', entities: 2, shares });
    const table = (answer: string) => ({
      entities: [{ name: 'e', facts: [{ question: 'q {e}', answer }] }],
      dropped: {},
    });
    const build = (answer: string) =>
      buildDataset(options as never, table(answer), { first: 0, second: 0 });
    for (const answer of ['', ' ', ';x', ' ; x'])
      expect(() => build(answer)).toThrow('an empty answer to "q e"');
  });

  it('of symbols are refused before they are written out', () => {
    const aliases = { form: 'symbols', alphabet: 1e6, length: 26 };
    const options = dataOptions.parse({ kind: 'world', entities: 10, aliases, shares });
    expect(() => dataKind(options).survey(options, { first: 0, second: 0, test: 0 })).toThrow(
      '26 lists of words give more than 2^53 aliases',
    );
  });
});
