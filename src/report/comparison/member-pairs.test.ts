import { describe, expect, it } from 'vitest';
import { expectAtAnyWidth } from '../../../test/at-any-width.js';
import { inventedReport } from '../../../test/invented-report.js';
import type { Study } from '../../study/resolve-study.js';
import type { MemberReport } from '../compared-report.js';
import { beside, type Report } from '../report.js';
import { studyComparisonJson } from './comparison-json.js';
import { compareStudies, type StudySide } from './member-pairs.js';
import { studyComparisonText } from './study-comparison-text.js';

/** A report whose stages have identities of their own, by its name. */
const reportOf = (name: string, iml: readonly number[], alpha = 1): Report => {
  const report = inventedReport(name, { iml }, { alpha });
  const run = { index: 0, identity: name } as Report['runs'][0]['run'];
  return {
    ...report,
    runs: [{ run, tests: [], gaps: { tests: [] } }] as unknown as Report['runs'],
  };
};

/** A side whose members stand at `at`, with these reports; null where no seed is finished. */
function sideOf(
  name: string,
  members: readonly (readonly [at: number | string | null, report: Report | null])[],
  axis: string | null = null,
): StudySide {
  const [only] = members.flatMap(([, report]) => report ?? []);
  if (only === undefined) throw new Error('no report');
  const reports = members.map(([at, report]): MemberReport => {
    const { experiment } = report ?? only;
    const none = { control: null, paper: [], paperAnalyses: {}, execution: {} };
    return {
      member: { at, experiment, ...none },
      compared: report && beside(report, null),
      damaged: [],
    };
  });
  const study: Study = {
    ...{ name, title: '', figure: null, axis, runsControls: false },
    members: reports.map(({ member }) => member),
  };
  return { typed: `${name}.ts`, study, changes: [], members: reports };
}

const [high, low] = [[0.1, 0.12, 0.09, 0.11, 0.1] as const, [0.01, 0, 0.02, 0.03, 0] as const];
const a = sideOf(
  'first',
  [
    [0.5, reportOf('a50', low, 0.5)],
    [0.75, reportOf('shared', high)],
    [0.9, reportOf('a90', high)],
    [1, reportOf('a100', high)],
    [2, null],
  ],
  'alpha',
);
const b = sideOf(
  'second',
  [
    [0.5, reportOf('b50', [0.02, 0.01, 0, 0.02, 0.01], 0.5)],
    [0.6, reportOf('b60', low)],
    [0.75, reportOf('shared', high)],
    [1, reportOf('b100', low, 0.5)],
    [2, reportOf('b200', low)],
  ],
  'alpha',
);
const one = sideOf('one', [[null, reportOf('one', low)]]);

describe('two sweeps', () => {
  const compared = compareStudies(a, b);

  it('are compared where their points agree, and say what is left out', () => {
    expect(compared.axis).toBe('alpha');
    expect(compared.members.map(({ at }) => at)).toEqual([0.5, 1]);
    expect(compared.unpaired).toEqual([
      { at: 0.75, why: 'the same experiment in A and B' },
      { at: 0.9, why: 'only in A' },
      { at: 2, why: 'no finished seed in A' },
      { at: 0.6, why: 'only in B' },
    ]);
  });

  it('say at which points an effect differs, with p adjusted for their number', () => {
    const text = studyComparisonText(compared, 100).join('\n');
    expect(text).toContain('first against second, by alpha\nA: first; 5 experiments\nB: second');
    expect(text).toContain(
      'Not compared: alpha = 0.75 (the same experiment in A and B); 0.9 (only',
    );
    // As a single comparison in comparison.test.ts: p = .0004; of two tests twice that.
    expect(text).toMatch(
      /IML is significantly larger in A at alpha = 1; it is not shown to differ at alpha = 0\.5,/,
    );
    expect(text).toMatch(
      /\n {2}1 +0\.104 +0\.012 +\+0\.092 \[\+0\.068, \+0\.116\] +0\.0004 +0\.0009\n/,
    );
    expect(text).toMatch(/Options that differ from point to point: data\.shares\./);
    expectAtAnyWidth((width) => studyComparisonText(compared, width));
  });

  it('are one object for programs', () => {
    expect(studyComparisonJson(compared)).toMatchObject({
      ...{ version: 2, axis: 'alpha', a: { study: 'first' }, b: { study: 'second' } },
      comparisons: [{ at: 0.5 }, { at: 1, a: { experiment: 'a100' }, b: { experiment: 'b100' } }],
      unpaired: expect.arrayContaining([{ at: 0.6, why: 'only in B' }]),
    });
  });

  it('of two axes are not compared, nor one with itself', () => {
    const other = { ...b, study: { ...b.study, axis: 'batch size' } };
    expect(() => compareStudies(a, other)).toThrow(
      /A \(first\.ts\) varies alpha and B \(second\.ts\) varies batch size, .*such as first\.ts\/0\.5$/,
    );
    const same = sideOf(
      'same',
      [
        [1, reportOf('x', high)],
        [2, reportOf('y', high)],
      ],
      'alpha',
    );
    expect(() => compareStudies(same, same)).toThrow('A and B are the same study, "same": give');
    const far = sideOf(
      'far',
      [
        [7, reportOf('x', high)],
        [8, reportOf('y', high)],
      ],
      'alpha',
    );
    expect(() => compareStudies(same, far)).toThrow(
      'no member of A (same.ts) can be compared with one of B (far.ts): 1, 2 (only in A); 7, 8 (only in B)',
    );
  });
});

describe('a sweep and an experiment', () => {
  it('are compared at every point, on either side', () => {
    const left = compareStudies(a, one);
    expect(left.members.map(({ at }) => at)).toEqual([0.5, 0.75, 0.9, 1]);
    const right = compareStudies(one, a);
    expect(right.members.map(({ comparison }) => comparison.b.report.experiment.name)).toEqual([
      'a50',
      'shared',
      'a90',
      'a100',
    ]);
    expect(studyComparisonText(right, 80)[0]).toContain('one against first, by alpha');
  });
});

describe('lists without an axis', () => {
  it('are compared by the names of their experiments', () => {
    const list = (name: string, iml: readonly number[]) => ({
      ...sideOf(name, [
        [null, reportOf('x', iml)],
        [null, reportOf(`${name}-alone`, iml)],
      ]),
    });
    const [own, other] = [list('own', high), list('other', low)];
    const [first] = other.members;
    const run = { index: 0, identity: 'changed' };
    Object.assign(first?.compared?.report ?? {}, { runs: [{ run }] });
    const compared = compareStudies(own, other);
    expect(compared.members.map(({ at }) => at)).toEqual(['x']);
    expect(studyComparisonText(compared, 80).join('\n')).toContain(
      'Not compared: own-alone (only in A); other-alone (only in B)',
    );
  });
});

describe('two experiments', () => {
  it('have the text of a single comparison', () => {
    const other = sideOf('other', [[null, reportOf('other', high)]]);
    const compared = compareStudies(other, one);
    expect(studyComparisonText(compared, 80).join('\n')).toContain(
      'IML is significantly larger in A',
    );
    expect(studyComparisonJson(compared)).toMatchObject({
      version: 2,
      comparisons: [{ at: null }],
    });
    expect(() => compareStudies(one, one)).toThrow('A and B are the same experiment, "one": give');
  });
});
