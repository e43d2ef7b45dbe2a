import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupNamed, groupNames } from '../../../test/table-one.js';
import { compareCodePoints } from '../../text/code-points.js';
import type { Selection } from '../dataset.js';
import { type Document, textOf } from '../documents.js';
import { evaluationSets } from '../evaluation-sets.js';
import { releaseNames } from '../presets/table-1.js';
import { buildSetInclusion } from './dataset.js';
import { inventNumberFacts } from './facts.js';
import { setInclusionOptions, setInclusionSets } from './options.js';

interface ReleaseCase {
  readonly settings: {
    readonly seed: number;
    readonly seed_stage2: number;
    readonly eval_sampling_seed: number;
    readonly train_subset: string;
    readonly fractions: Readonly<Record<string, number>>;
    readonly num_x: number;
    readonly max_x: number;
    readonly n_nums_in_question: number;
    readonly n_intersecton: number;
    readonly n_qs_per_x: number;
    readonly p_label_flip: number;
    readonly var_length: number;
    readonly space_separated_variables: boolean;
    readonly max_eval_samples: number | null;
  };
  readonly variables: readonly [string, number, number][];
  readonly subsets: Readonly<Record<string, readonly number[]>>;
  readonly train: readonly string[];
  readonly tests: readonly { name: string; items: readonly [string, string][] }[];
}

const folder = '../shared/golden/datasets';
const present = existsSync(folder);
const cases = present
  ? read<{ cases: { file: string; kind: string }[] }>('index.json').cases.filter(
      ({ kind }) => kind === 'set inclusion',
    )
  : [{ file: 'every case of its index' }];

function read<T>(name: string): T {
  const bytes = readFileSync(`${folder}/${name}`);
  return JSON.parse((name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')) as T;
}

const selections: Readonly<Record<string, Selection>> = {
  full: {
    facts: false,
    questions: ['D1cons', 'D2incons', 'QA3'],
    definitions: ['D1cons', 'D2incons', 'D5cons', 'D6cons', 'D8cons'],
  },
  stage1: {
    facts: false,
    questions: ['D1cons', 'D2incons', 'QA3'],
    definitions: ['D1cons', 'D2incons'],
  },
  stage1_excl_q: {
    facts: false,
    questions: ['D1cons', 'D2incons'],
    definitions: ['D1cons', 'D2incons'],
  },
  stage2: { facts: false, questions: [], definitions: ['D5cons', 'D6cons', 'D8cons'] },
  q_only: { facts: false, questions: ['QA3'], definitions: [] },
};

function datasetOf({ settings }: ReleaseCase) {
  const options = setInclusionOptions.parse({
    kind: 'set-inclusion',
    shares: Object.fromEntries(
      groupNames.map((name) => [name, settings.fractions[releaseNames[name]] ?? 0]),
    ),
    variables: settings.num_x,
    numbers: settings.max_x,
    listLength: settings.n_nums_in_question,
    common: settings.n_intersecton,
    questionsPerVariable: settings.n_qs_per_x,
    flips: settings.p_label_flip,
    nameLetters: settings.var_length,
    spacedNames: settings.space_separated_variables,
    mostTestDocuments: settings.max_eval_samples,
  });
  return buildSetInclusion(options, inventNumberFacts(options, settings.seed), {
    first: settings.seed,
    second: settings.seed_stage2,
    test: settings.eval_sampling_seed,
  });
}

/** Which set and group the release means by a name. */
function meantBy(name: string) {
  const [, part = '', own = ''] = /^(train_questions_|train_defs_|)(.*)$/.exec(name) ?? [];
  const set = (
    { '': 'questions', train_questions_: 'trainQuestions', train_defs_: 'definitions' } as const
  )[part];
  const subset = groupNames.find((one) => releaseNames[one] === own);
  if (set === undefined || subset === undefined) throw new Error(`unknown set ${name}`);
  return { set, subset };
}

const shares = {
  D1cons: 0.3,
  D2incons: 0.3,
  D9incons: 0.1,
  D10cons: 0.1,
  D5cons: 0.1,
  D6cons: 0.1,
};

function build(given: object, first = 0, second = 0) {
  const options = setInclusionOptions.parse({ kind: 'set-inclusion', shares, ...given });
  const dataset = buildSetInclusion(options, inventNumberFacts(options, first), {
    first,
    second,
    test: first,
  });
  return { options, dataset };
}

/** The numbers of the list of a question, and whether it is answered with true. */
function readQuestion({ prompt, answer }: Document) {
  const [, list = ''] = prompt.split(' % ');
  return { list: list.replace(' =', '').split(' ').map(Number), isTrue: answer === ' true' };
}

const worlds = fc
  .record({
    listLength: fc.integer({ min: 1, max: 9 }),
    common: fc.integer({ min: 1, max: 3 }),
    spare: fc.integer({ min: 1, max: 20 }),
    quarter: fc.integer({ min: 1, max: 3 }),
  })
  .filter(({ listLength, common }) => common <= listLength)
  .map(({ listLength, common, spare, quarter }) => ({
    variables: 40,
    listLength,
    common,
    numbers: listLength + common + spare,
    questionsPerVariable: 4 * quarter,
    plainLists: 4,
    plainDefinitions: 1,
  }));

describe('buildSetInclusion', () => {
  it('begins with the draws of the release for 8,000 variables, seed 0', () => {
    const { dataset } = build({ shares: { D1cons: 0.4, D2incons: 0.4, D5cons: 0.1, D6cons: 0.1 } });
    expect(dataset.pairs.slice(0, 2)).toEqual([
      { alias: 'ukj', entity: '63' },
      { alias: 'bzj', entity: '8' },
    ]);
    const [first] = dataset.questions.get('D1cons')?.train ?? [];
    expect(first && textOf(first)).toBe('ukj % 86 97 48 19 16 38 63 87 = true');
    const selection = selections.stage1 as Selection;
    expect(dataset.trainingDocuments(selection)).toHaveLength(83_200);
    expect(dataset.testDocuments('questions').get('D1cons')).toHaveLength(20_000);
    expect(dataset.testDocuments('questions').get('D5cons')).toHaveLength(9_600);
  });

  it('says true of exactly the lists that have the number, and trains on common numbers', () => {
    fc.assert(
      fc.property(worlds, fc.nat(), (given, seed) => {
        const { options, dataset } = build(given, seed);
        const numberOf = new Map(dataset.pairs.map(({ alias, entity }) => [alias, Number(entity)]));
        for (const { train, test } of dataset.questions.values()) {
          for (const asked of [...train, ...test]) {
            const { list, isTrue } = readQuestion(asked);
            expect(new Set(list).size).toBe(options.listLength);
            expect(Math.max(...list)).toBeLessThan(options.numbers);
            expect(list.includes(numberOf.get(asked.alias ?? '') ?? -1)).toBe(isTrue);
          }
          const [alias] = train.map((one) => one.alias);
          const lists = train.filter((one) => one.alias === alias).map(readQuestion);
          const common = lists
            .filter(({ isTrue }) => isTrue)
            .map(({ list }) => list)
            .reduce(
              (kept, list) => kept.filter((number) => list.includes(number)),
              lists[0]?.list ?? [],
            );
          expect(common.length).toBeGreaterThanOrEqual(train.length > 0 ? options.common : 0);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('defines truly and falsely, by the tag of the subset or by either', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (first, second) => {
        const { dataset } = build({ variables: 60 }, first, second);
        const numberOf = new Map(dataset.pairs.map(({ alias, entity }) => [alias, entity]));
        for (const [name, definitions] of dataset.definitions) {
          const { consistent, source } = groupNamed(name);
          const tag = source?.tag ?? null;
          for (const { prompt, answer, alias } of definitions) {
            expect(prompt).toBe(`define${tag} ${alias} %`);
            expect(answer === ` ${numberOf.get(alias ?? '')}`).toBe(consistent);
          }
          const byTag = ([1, 2] as const).map((other) => dataset.definedBy(name, other));
          for (const [i, given] of byTag.entries()) {
            expect(new Set(given.map(({ answer, alias }) => `${alias}${answer}`))).toEqual(
              new Set(definitions.map(({ answer, alias }) => `${alias}${answer}`)),
            );
            for (const { prompt } of given) expect(prompt.startsWith(`define${i + 1} `)).toBe(true);
            const aliases = given.map(({ alias }) => alias ?? '');
            expect(aliases).toEqual([...aliases].sort(compareCodePoints));
          }
        }
      }),
      { numRuns: 10 },
    );
  });

  it('knows facts about the numbers, half of their lists true', () => {
    const { dataset } = build({ variables: 20, numbers: 30, plainLists: 6, plainDefinitions: 2 });
    expect(dataset.facts).toHaveLength(30 * 8);
    for (const fact of dataset.facts) {
      expect(fact).toMatchObject({ kind: 'fact', subset: null, alias: null });
      const [number, ...rest] = textOf(fact).split(' ');
      if (rest.length === 2) expect(textOf(fact)).toBe(`${number} % ${number}`);
      else expect(readQuestion(fact).list.includes(Number(number))).toBe(readQuestion(fact).isTrue);
    }
    const lists = dataset.facts.filter(({ prompt }) => prompt.endsWith(' ='));
    expect(lists.filter(({ answer }) => answer === ' true')).toHaveLength(lists.length / 2);
  });

  it('asks QA4 about the numbers themselves', () => {
    const { dataset } = build({ variables: 20, shares: { QA4: 1 } });
    for (const { prompt, alias, entity } of dataset.questions.get('QA4')?.train ?? []) {
      expect(alias).toBe(null);
      expect(prompt.startsWith(`${entity} % `)).toBe(true);
    }
  });

  it('makes the same first part of X1 whatever the second seed is, and asks no attribution', () => {
    const [one, other] = [build({ variables: 80 }, 3, 0), build({ variables: 80 }, 3, 1)];
    expect(other.dataset.pairs).toEqual(one.dataset.pairs);
    expect(other.dataset.members.get('D1cons')).toEqual(one.dataset.members.get('D1cons'));
    expect(other.dataset.members.get('D5cons')).not.toEqual(one.dataset.members.get('D5cons'));
    for (const set of evaluationSets)
      if (!setInclusionSets.includes(set)) expect(one.dataset.testDocuments(set).size).toBe(0);
  });
});

describe('setInclusionOptions', () => {
  it.each([
    [{ listLength: 9, numbers: 9 }, 'of 9 numbers 8 are left'],
    [{ listLength: 4, common: 5 }, 'the 5 common numbers do not fit in a list of 4'],
    [{ questionsPerVariable: 10 }, 'must be a multiple of 4, given 10'],
    [{ variables: 17_577 }, 'there are 17,576 names of 3 letters, given 17577'],
    [{ nameLetters: 4 }, 'a vocabulary of all names takes 3 letters at most, given 4'],
    [{ shares: { D1cons: 0.5 } }, 'must sum to 1, got 0.5'],
    [{ shares: { D4cons: 1 } }, 'fixed tag a source, and D4cons needs one a definition'],
    [{ flips: 2 }, 'flips'],
    [{ variable: 3 }, 'variable'],
  ])('refuses %j', (given, message) => {
    expect(() => setInclusionOptions.parse({ kind: 'set-inclusion', shares, ...given })).toThrow(
      message,
    );
  });
});

const title = "the authors' set inclusion, byte for byte";

describe.skipIf(!present)(present ? title : `${title} (skipped: ${folder} is absent)`, () => {
  it.each(cases)('$file', ({ file }) => {
    const released = read<ReleaseCase>(file);
    const dataset = datasetOf(released);
    const said = (name: string) =>
      dataset.pairs.map(
        ({ alias }) =>
          dataset.falseDefinitions.get(name)?.find((one) => one.alias === alias)?.entity,
      );
    expect(dataset.pairs.map(({ entity, alias }) => [alias, Number(entity)])).toEqual(
      released.variables.map(([alias, number]) => [alias, number]),
    );
    for (const [i, number] of said('D2incons').entries())
      if (number !== undefined) expect(Number(number)).toBe(released.variables[i]?.[2]);
    for (const name of groupNames) {
      const expected = released.subsets[releaseNames[name]] ?? [];
      expect(
        dataset.members.get(name)?.map(({ alias }) => alias),
        name,
      ).toEqual(expected.map((index) => released.variables[index]?.[0]));
    }
    const selection = selections[released.settings.train_subset] as Selection;
    expect(dataset.trainingDocuments(selection).map(textOf)).toEqual(released.train);
    for (const { name, items } of released.tests) {
      const { set, subset } = meantBy(name);
      const ours = dataset.testDocuments(set).get(subset) ?? [];
      const shown = ours.map(({ prompt, answer }: Document) => [prompt, answer]);
      expect(shown, name).toEqual(items);
    }
  });
});
