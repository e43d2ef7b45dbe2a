import { describe, expect, it } from 'vitest';
import { expectAtAnyWidth } from '../../../test/at-any-width.js';
import { alignments } from '../../../test/invented-alignments.js';
import { alone, along, invented } from '../../../test/invented-findings.js';
import { groupsWith } from '../../../test/table-one.js';
import { tableOne } from '../../data/presets/table-1.js';
import type { Found } from '../findings.js';
import { type AlignmentResults, summariseAlignments } from './alignment-summary.js';
import { alignmentText } from './alignment-text.js';
import type { PaperCosines } from './comparisons.js';
import { paperCosines } from './comparisons.js';

const declared = { groups: groupsWith(), contrasts: tableOne.contrasts };
const low = [0.2, 0.21, 0.22, 0.205];
const plus = (difference: number) =>
  low.map((value, index) => value + difference + (index % 2) / 100);

/** Cosines of all comparisons after two epochs, and the norms of questions after one. */
const rows = (difference: number, x1: number) =>
  [1, 3].flatMap((epoch) => [
    ...alignments('cosine', 'D5cons', 1, plus(difference), { epoch }),
    ...alignments('cosine', 'D5cons', 2, low, { epoch }),
    ...alignments('cosine', 'D5cons', 'own', plus(difference / 2), { epoch }),
    ...alignments('cosine', 'D6cons', 'own', low, { epoch }),
    ...alignments('cosine', 'D1cons', 'own', plus(x1), { epoch }),
    ...alignments('cosine', 'D2incons', 'own', low, { epoch }),
    ...alignments('questionNorm', 'D5cons', 1, [2e-6, 3e-6, 3e-6, 4e-6], { epoch }),
    ...alignments('questionNorm', 'D5cons', 2, [2e-6, 3e-6, 3e-6, 4e-6], { epoch }),
    ...alignments('questionNorm', 'D5cons', 'own', [2e-6, 3e-6, 3e-6, 4e-6], { epoch }),
    ...alignments('questionNorm', 'D6cons', 'own', [1234, 1234, 1235, 1234], { epoch }),
  ]);

const results = (own: ReturnType<typeof rows>): AlignmentResults => {
  return { comparisons: summariseAlignments(own, declared), gains: [] };
};
const effect = invented('effect', results(rows(0.1, 0.2)));
const fair = (difference: number, x1: number) => {
  const shifted = rows(difference, x1).map((row) =>
    row.seed === 2 && row.tag !== 2 && row.subset !== 'D2incons'
      ? { ...row, value: row.value - 0.011 }
      : row,
  );
  return invented('fair', results(shifted), 0.5);
};
const lines = (
  own: Found<AlignmentResults>,
  control: Found<AlignmentResults> | null,
  width = 100,
  paper: PaperCosines | null = null,
) => alignmentText(alone(own, control, paper), width);
const said = (control: ReturnType<typeof fair> | null, own = effect) =>
  lines(own, control)
    .join('\n')
    .replaceAll(/(?<=\S)\n(?=\S)/g, ' ');

describe('alignmentText', () => {
  it('is empty where nothing was measured', () => {
    expect(lines(invented('none', results([])), null)).toEqual([]);
  });

  it('has a line a metric and epoch, with the control beside it', () => {
    const shown = lines(effect, fair(0, 0.2));
    const all = shown.join('\n');
    expect(Math.max(...shown.map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(all).toContain('The same aliases of X2, their definitions under tag 1 and under tag 2');
    // Differences .10, .11, .10, .11; in the control 0, -.001, 0, .01, with the mean .00225.
    expect(all).toMatch(
      / {2}cosine +3 {2}0\.314 {2}0\.209 +\+0\.105 +\[\+0\.096, \+0\.114\] +<0\.0001 +\+0\.002 +0\.\d{4}/,
    );
    expect(all).toMatch(/ {2}norm, quest\. +1 +3\.0e-6 {2}1234\.3 +-1234\.2/);
    expect(all.match(/norm, quest\./g)).toHaveLength(2);
    expectAtAnyWidth((width) => lines(effect, fair(0, 0.2), width));
  });

  it('has the cosines of the authors under ours, at the last epoch', () => {
    const all = lines(effect, null, 100, { upper: 0.232, lower: 0.217 }).join('\n');
    expect(all.match(/paper/g)).toHaveLength(1);
    expect(all).toMatch(/ {2}cosine +3 +0\.264 .*\n +paper +0\.232 +0\.217 +\+0\.015\n/);
  });

  it('refuses cosines of the authors that are none', () => {
    expect(paperCosines.safeParse({ upper: 0.232 }).success).toBe(false);
  });

  it('claims an effect of the tag where the control has none', () => {
    const text = said(fair(0, 0.2));
    expect(text).toContain('under tag 1 against tag 2: cosine 0.314 against 0.209, +0.105 (p < ');
    expect(text).toContain('and not in the control: how reliable the tag was in X1 decides');
    expect(text).toMatch(/D5cons against D6cons, which are different aliases: cosine 0\.264 ag/);
  });

  it('claims less without a control, and nothing where the control has it too', () => {
    expect(said(null)).toContain('agree more with the questions; there is no control');
    expect(said(fair(0.1, 0.2))).toContain('but in the control too: no evidence of trust.');
    expect(said(null, fair(0, 0.2))).toContain('Neither source is more reliable here');
  });

  it('says how much of D1 against D2 is in the control, and the difference from it', () => {
    expect(said(fair(0, 0.15))).toMatch(
      /in the control: \+0\.152 .*; difference: \+0\.053 .*\. Most of it also appears without inf/,
    );
    expect(said(fair(0, 0.05))).toContain(
      'Part of it also appears without informative tags: true def',
    );
    expect(said(fair(0, 0.2))).toContain('so it says nothing');
    expect(said(fair(0, -0.01))).toContain('The control does not show it significantly.');
    expect(said(null)).toContain(
      'Without a control to compare with, this says nothing about trust',
    );
  });
});

describe('alignmentText of a list', () => {
  it('has a line a value, at the last epoch', () => {
    const list = along<AlignmentResults, PaperCosines>('batch', [
      { at: 128, own: effect, control: fair(0, 0) },
      { at: 256, own: effect, control: null },
    ]);
    const all = alignmentText(list, 100).join('\n');
    expect(all).toContain('last epoch measured');
    expect(all).toMatch(/\n {2}cosine +128 .*\n {2}cosine +256 .*<0\.0001\n\n/);
  });
});
