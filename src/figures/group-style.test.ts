import { describe, expect, it } from 'vitest';
import { groupsWith } from '../../test/table-one.js';
import { type Group, groupsOf } from '../data/groups.js';
import { colours } from './colours.js';
import { groupStyles } from './group-style.js';

const informative = { D1cons: 0.25, D2incons: 0.25, D5cons: 0.25, D6cons: 0.25 };
const halved = { D1cons: 0.1, D9incons: 0.1, D2incons: 0.1, D10cons: 0.1, D5cons: 0.3 };

/** Groups of one's own, which declare no symbol and mostly no colour. */
function ownGroups(colour?: string): Group[] {
  const data = 'X1' as const;
  const shared = { consistent: true, aliasInQuestions: true, inContext: true, exchanged: false };
  const names = ['first', 'second', 'third', ...Array.from({ length: 9 }, (_, i) => `more${i}`)];
  const groups = Object.fromEntries(
    names.map((name, i) => [
      name,
      { ...shared, data, source: 'press', ...(i === 1 && colour ? { colour } : {}) },
    ]),
  );
  return groupsOf({ sources: { press: { tags: 'one' } }, groups, shares: { first: 1 } });
}

describe('groupStyles', () => {
  it('has every group that is declared, those of X1 first', () => {
    const { order, groups } = groupStyles(groupsWith().reverse());
    expect([...order].sort()).toEqual(
      groupsWith()
        .map(({ name }) => name)
        .sort(),
    );
    const data = groups.map((group) => group.data);
    expect(data).toEqual([...data].sort());
  });

  it('gives every group a symbol of its own, and a colour or a line', () => {
    for (const groups of [groupsWith(), ownGroups()]) {
      const { order, colourOf, dashOf, symbolOf } = groupStyles(groups);
      const looks = order.map((name) => `${colourOf(name)} ${dashOf(name).join()}`);
      expect(new Set(looks).size).toBe(order.length);
      expect(new Set(order.map(symbolOf)).size).toBe(order.length);
    }
  });

  it('keeps declared colours to the groups that declare them', () => {
    const styles = groupStyles(ownGroups(colours.blue));
    expect(styles.colourOf('second')).toBe(colours.blue);
    expect(styles.order.filter((name) => styles.colourOf(name) === colours.blue)).toEqual([
      'second',
    ]);
    expect(styles.symbolOf('second')).toBe('second');
    expect(styles.meaningOf('second')).toBe('press, true');
  });

  it('calls sources by their number where they do not differ', () => {
    const [effect, control] = [
      groupStyles(groupsWith(informative)),
      groupStyles(groupsWith(halved)),
    ];
    expect(effect.meaningOf('D6cons')).toBe('unreliable tag, true');
    expect(control.meaningOf('D6cons')).toBe('tag 2, true');
    expect(control.meaningOf('D8cons')).toBe('new tag, true');
    expect(control.meaningOf('QA3')).toBe('no definition');
  });

  it('names the groups that it knows when asked for another', () => {
    const styles = groupStyles(groupsWith());
    expect(() => styles.colourOf('D11')).toThrow('no style for the group D11; there are D1cons');
    expect(() => styles.isFalselyDefined('toString')).toThrow(RangeError);
  });
});
