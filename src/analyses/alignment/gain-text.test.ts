import { describe, expect, it } from 'vitest';
import { alone, invented } from '../../../test/invented-findings.js';
import type { Found } from '../findings.js';
import { type AlignmentGainRow, summariseAlignmentGains } from './alignment-gain.js';
import { alignmentJson } from './alignment-json.js';
import type { AlignmentResults } from './alignment-summary.js';
import { alignmentText } from './alignment-text.js';
import type { PaperCosines } from './comparisons.js';

const gains = (values: readonly number[]): AlignmentGainRow[] =>
  values.map((spearman, index) => ({
    ...{ seed: index + 1, secondSeed: 0, stage: 'stage1', epoch: 40, last: 'stage2' },
    ...{ metric: 'cosine', spearman, aliases: 280 },
  }));
const foundOf = (name: string, values: readonly number[]): Found<AlignmentResults> =>
  invented(name, { comparisons: [], gains: summariseAlignmentGains(gains(values)) });
const compared = (own: Found<AlignmentResults>, control: Found<AlignmentResults> | null) =>
  alone<AlignmentResults, PaperCosines>(own, control);
const effect = foundOf('effect', [0.3, 0.35, 0.4, 0.35]);
const said = (own: typeof effect, control: typeof effect | null) =>
  alignmentText(compared(own, control), 100)
    .join('\n')
    .replaceAll(/(?<=\S)\n(?=\S)/g, ' ');

describe('the text of gains', () => {
  it('is empty where no later stage teaches what was compared', () => {
    expect(alignmentText(compared(foundOf('none', []), null), 100)).toEqual([]);
  });

  it('has a line a metric, and says that the control shows it too', () => {
    const text = said(effect, foundOf('fair', [0.2, 0.25, 0.3, 0.25]));
    // By hand: standard error sqrt(.005 / 3 / 4), times 3.182 at df = 3.
    expect(text).toMatch(
      / {2}cosine +\+0\.350 +\[\+0\.285, \+0\.415\] +0\.0004 +280 +\+0\.250 +0\.0012/,
    );
    expect(text).toContain(
      'but in the control too, +0.250 (p = 0.0012): what is aligned is learnt',
    );
    expect(text).toContain('this is no evidence of trust. With only 4 seeds');
  });

  it('claims no more than the numbers carry', () => {
    expect(said(effect, null)).toContain('there is no control to compare with');
    expect(said(effect, foundOf('fair', [0.2, -0.2, 0.1, 0]))).toContain(
      'the control does not show it significantly.',
    );
    expect(said(foundOf('none', [0.2, -0.2, 0.1, 0]), null)).toContain('not significantly related');
    expect(said(foundOf('less', [-0.2, -0.3, -0.25, -0.2]), null)).toContain(
      'gain less over stage2.',
    );
    expect(said(foundOf('one', [0.2]), null)).toContain('One seed cannot show');
  });

  it('is in the JSON', () => {
    const json = compared(effect, foundOf('fair', [0.2, 0.3])).members.map(alignmentJson)[0];
    expect(json?.gains).toMatchObject([
      { metric: 'cosine', stage: 'stage1', epoch: 40, last: 'stage2', aliases: 280, n: 4 },
    ]);
    expect(json?.gains[0]?.mean).toBeCloseTo(0.35, 12);
  });
});
