import { describe, expect, it } from 'vitest';
import { gradedExperiment } from '../../test/graded-sources.js';
import { smallExperiment } from '../../test/small-experiment.js';
import { parsedData } from '../../test/table-one.js';
import { declaredOrder, withContrasts, withoutLooks } from './design-options.js';
import { tableOne } from './presets/table-1.js';

const own = parsedData(gradedExperiment.data);
const paper = parsedData(smallExperiment.data);

/** An object with its keys the other way round. */
const turned = <Value>(object: Readonly<Record<string, Value>>): Record<string, Value> =>
  Object.fromEntries(Object.entries(object).reverse());

describe('withContrasts', () => {
  it("takes the paper's where none are declared, between groups that there are", () => {
    expect(paper.contrasts).toEqual(tableOne.contrasts);
    const { D5cons, D6cons, QA7 } = paper.groups;
    const groups = { D5cons, D6cons, QA7 } as typeof paper.groups;
    const { contrasts } = withContrasts({ ...paper, groups, contrasts: undefined });
    expect(contrasts.map(({ name }) => name)).toEqual(['iml', 'D6cons - QA7']);
  });

  it('keeps those that are declared, and none as none', () => {
    expect(own.contrasts.map(({ name, role }) => [name, role])).toEqual([
      ['truth', 'condition'],
      ['trust', 'effect'],
      ['step', 'detail'],
    ]);
    expect(withContrasts({ ...paper, contrasts: [] }).contrasts).toEqual([]);
  });
});

describe('withoutLooks', () => {
  it('drops contrasts, labels, symbols and colours, and nothing else', () => {
    const plain = withoutLooks(own);
    expect(plain.contrasts).toEqual([]);
    expect(plain.sources.always).toEqual({ tags: 'one' });
    const { symbol: _, colour: __, ...kept } = own.groups.AlwaysTrue ?? {};
    expect(plain.groups.AlwaysTrue).toEqual(kept);
    expect(kept).toMatchObject({ data: 'X1', source: 'always', consistent: true });
    const { sources, groups, contrasts, ...rest } = own;
    expect(plain).toMatchObject(rest);
    expect(Object.keys(plain.groups)).toEqual(Object.keys(groups));
    expect(Object.keys(plain.sources)).toEqual(Object.keys(sources));
    expect(contrasts).toHaveLength(3);
  });
});

describe('declaredOrder', () => {
  it('has nothing to say of the order of Table 1', () => {
    expect(declaredOrder(paper)).toEqual({});
  });

  it('has the names of sources and groups in any other', () => {
    expect(declaredOrder(own).order).toEqual({
      sources: ['always', 'mostly', 'half'],
      groups: Object.keys(gradedExperiment.data.groups),
    });
    const other = declaredOrder({ ...paper, groups: turned(paper.groups) });
    expect(other.order?.groups).toEqual(Object.keys(tableOne.groups).reverse());
    expect(declaredOrder({ ...paper, sources: turned(paper.sources) }).order?.sources).toEqual([
      ...['fresh', 'new', 'unreliable', 'reliable'],
    ]);
  });
});
