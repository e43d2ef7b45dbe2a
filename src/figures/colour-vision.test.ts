import { describe, expect, it } from 'vitest';
import graded from '../../experiments/graded-sources.js';
import { ciede2000, seenDifference, visions } from '../../test/colour-vision.js';
import { groupsWith } from '../../test/table-one.js';
import { groupsOf } from '../data/groups.js';
import { colours } from './colours.js';
import { themed } from './drawing/theme.js';
import { groupStyles } from './group-style.js';

const pairsOf = <One>(all: readonly One[]): [One, One][] =>
  all.flatMap((one, index) => all.slice(index + 1).map((other): [One, One] => [one, other]));

/** The least difference of colours in the eyes of everybody who sees some colours. */
const leastDifference = (one: string, other: string): number =>
  Math.min(
    ...Object.entries(visions)
      .filter(([vision]) => vision !== 'grey')
      .map(([, vision]) => seenDifference(one, other, vision)),
  );

describe('colours of figures', () => {
  it('are compared by CIEDE2000, as its authors’ test data', () => {
    const difference = ciede2000([50, 2.6772, -79.7751], [50, 0, -82.7485]);
    expect(difference).toBeCloseTo(2.0425, 4);
    expect(ciede2000([60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387])).toBeCloseTo(
      1.2644,
      4,
    );
    expect(ciede2000([22.7233, 20.0904, -46.694], [23.0331, 14.973, -42.5619])).toBeCloseTo(
      2.0373,
      4,
    );
  });

  it.each(pairsOf(Object.entries(colours)))('%s and %s differ for all eyes', ([, a], [, b]) => {
    expect(leastDifference(a, b)).toBeGreaterThan(11);
  });

  it.each([
    ['Table 1', groupsWith()],
    ['graded sources', groupsOf(graded.data)],
  ] as const)('tell the groups of %s apart, and so do their marks and lines', (_, groups) => {
    const { order, colourOf, dashOf, markOf } = groupStyles(groups);
    for (const [a, b] of pairsOf(order)) {
      const looks = [a, b].map((name) => `${markOf(name)} ${dashOf(name).join()}`);
      expect(looks[0], `${a} and ${b}`).not.toBe(looks[1]);
      expect(leastDifference(colourOf(a), colourOf(b)), `${a} and ${b}`).toBeGreaterThan(11);
      const [dark, other] = [a, b].map((name) => themed({ color: colourOf(name) }, 'dark').color);
      expect(leastDifference(dark ?? '', other ?? ''), `${a} and ${b}, dark`).toBeGreaterThan(4);
    }
  });

  it('are told apart in grey where groups are compared', () => {
    const { grey } = visions;
    const { colourOf, markOf } = groupStyles(groupsWith());
    const compared = [
      ['D1cons', 'D2incons'],
      ['D5cons', 'D6cons'],
      ['D9incons', 'D10cons'],
    ] as const;
    for (const [a, b] of compared) {
      expect(seenDifference(colourOf(a), colourOf(b), grey as never)).toBeGreaterThan(10);
      expect(markOf(a)).not.toBe(markOf(b));
    }
  });
});
