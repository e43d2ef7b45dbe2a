import { describe, expect, it } from 'vitest';
import { gradedDesign, gradedExperiment } from '../../test/graded-sources.js';
import { groupsWith, parsedData } from '../../test/table-one.js';
import {
  GroupTable,
  groupFaults,
  groupsOf,
  reliabilityOf,
  sourcesDiffer,
  sourcesOf,
} from './groups.js';
import { dataOptions } from './kinds.js';
import { withAlpha } from './presets/table-1.js';

const { data: written } = gradedExperiment;
const data = parsedData(written);
const graded = groupsOf(data);

/** Groups of the three sources at these shares of X1, in the design's order. */
const withShares = (...values: readonly number[]) => {
  const x1 = ['AlwaysTrue', 'MostlyTrue', 'MostlyFalse', 'HalfTrue', 'HalfFalse'];
  const shares = Object.fromEntries(x1.map((name, i) => [name, values[i] ?? 0]));
  return groupsOf({ ...data, shares });
};

/** The path of every fault of the design with changes, and what is said of it. */
const faultsOf = (changes: object) =>
  (dataOptions.safeParse({ ...written, ...changes }).error?.issues ?? []).map(
    ({ path, message }) => ({ path, message }),
  );

describe('sourcesOf', () => {
  it('numbers the tags of sources that have one, in their order', () => {
    expect(sourcesOf(data).map(({ name, tag, label }) => [name, tag, label])).toEqual([
      ['always', 1, 'archive'],
      ['mostly', 2, 'witness'],
      ['half', 3, 'rumour'],
    ]);
    const { always, mostly, half } = gradedDesign.sources;
    const sources = { mostly: { ...mostly, tags: 'one a definition' }, half, always } as const;
    const turned = parsedData({ ...written, sources });
    expect(sourcesOf(turned).map(({ name, tag }) => [name, tag])).toEqual([
      ['mostly', null],
      ['half', 1],
      ['always', 2],
    ]);
  });
});

describe('groupsOf', () => {
  it('has the traits that are declared, and what follows from the others', () => {
    const groups = {
      Told: { data: 'X1', source: 'half', consistent: false, aliasInQuestions: false },
      Asked: { data: 'X2', questions: 'train', exchanged: true, drawn: 1 },
      Kept: { data: 'X1', source: 'always', questions: 'test', inContext: false },
    } as const;
    const design = { groups, contrasts: [], shares: { Told: 0.25, Asked: 0.75 } };
    expect(groupsOf(parsedData({ ...written, ...design }))).toMatchObject([
      {
        ...{ name: 'Told', share: 0.25, source: { name: 'half', tag: 3 }, consistent: false },
        ...{ trainsQuestions: true, aliasInQuestions: false, inContext: true, drawn: 1 },
      },
      {
        ...{ name: 'Asked', share: 0.75, source: null, consistent: null, trainsQuestions: true },
        ...{ exchanged: true, drawn: 1 },
      },
      {
        ...{ name: 'Kept', share: 0, source: { name: 'always', tag: 1 }, consistent: true },
        ...{ trainsQuestions: false, aliasInQuestions: true, inContext: false, drawn: 3 },
      },
    ]);
  });

  it('is found by name, in the order declared', () => {
    const table = new GroupTable(graded);
    expect(table.all.map(({ name }) => name)).toEqual(Object.keys(gradedDesign.groups));
    expect(table.get('HalfNew').source?.name).toBe('half');
    expect(() => table.get('D5cons')).toThrow(new RangeError('there is no group D5cons'));
  });
});

describe('groupFaults', () => {
  it('has none for a design that holds together', () => {
    expect([...groupFaults(data)]).toEqual([]);
  });

  it('names every unknown source and group, and what was meant', () => {
    const groups = { ...data.groups, HalfNew: { ...data.groups.HalfNew, source: 'halv' } };
    const shares = { ...data.shares, MostlyNw: 0.1 };
    const faults = [...groupFaults({ ...data, groups: groups as typeof data.groups, shares })];
    expect(faults.map(([path]) => path)).toEqual([
      ['groups', 'HalfNew', 'source'],
      ['shares', 'MostlyNw'],
    ]);
    expect(faults[0]?.[1]).toMatch(/"halv".*did you mean "half".*always, mostly, half/);
    expect(faults[1]?.[1]).toMatch(/did you mean "MostlyNew".*AlwaysTrue, /);
  });

  it('reaches whoever writes an experiment, with the path', () => {
    const wrong = { ...gradedDesign.groups, HalfNew: { data: 'X2', source: 'halv' } };
    expect(faultsOf({ groups: wrong })).toEqual([
      {
        path: ['groups', 'HalfNew', 'source'],
        message: expect.stringMatching(/"halv".*did you mean "half"/),
      },
    ]);
    expect(faultsOf({ shares: { ...gradedDesign.shares, HalfNew: 0.05, HalfNw: 0.05 } })).toEqual([
      {
        path: ['shares', 'HalfNw'],
        message: expect.stringContaining('did you mean "HalfNew"'),
      },
    ]);
  });
});

describe('reliabilityOf', () => {
  it('is the true part of what a source defines in X1', () => {
    const rates = ['always', 'mostly', 'half'].map((name) => reliabilityOf(name, graded));
    expect(rates).toEqual([1, expect.closeTo(0.75, 12), 0.5]);
  });

  it('is alpha in the groups of Table 1, and null where nothing is defined', () => {
    const groups = groupsWith(withAlpha({ D1cons: 0.25, D2incons: 0.25, D8cons: 0.25 }, 0.75));
    expect(reliabilityOf('reliable', groups)).toBeCloseTo(0.75, 12);
    expect(reliabilityOf('unreliable', groups)).toBeCloseTo(0.25, 12);
    expect(reliabilityOf('new', groups)).toBeNull();
    expect(reliabilityOf('nobody', groups)).toBeNull();
  });
});

describe('sourcesDiffer', () => {
  const shares = { D1cons: 0.25, D2incons: 0.25, QA3: 0.5 };

  it('follows alpha', () => {
    const differ = [1, 0.75, 0.5, 0].map((alpha) =>
      sourcesDiffer(groupsWith(withAlpha(shares, alpha))),
    );
    expect(differ).toEqual([true, true, false, false]);
  });

  it('holds where there is nothing to compare with', () => {
    expect(sourcesDiffer(groupsWith({ D1cons: 0.5, QA3: 0.5 }))).toBe(true);
  });

  it('compares three sources in the order of their tags', () => {
    expect(sourcesDiffer(graded)).toBe(true);
    // 100 %, 50 %, 50 %: the first still stands out.
    expect(sourcesDiffer(withShares(0.2, 0.1, 0.1, 0.1, 0.1))).toBe(true);
    // 100 %, 50 %, 75 %: a later source is right more often.
    expect(sourcesDiffer(withShares(0.2, 0.1, 0.1, 0.15, 0.05))).toBe(false);
    // All true.
    expect(sourcesDiffer(withShares(0.2, 0.2, 0, 0.2, 0))).toBe(false);
  });
});
