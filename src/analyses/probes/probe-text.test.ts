import { describe, expect, it } from 'vitest';
import { probes } from '../../../test/invented-probes.js';
import { inventedReport } from '../../../test/invented-report.js';
import { probeSection, probeSweepSection } from './probe-text.js';
import { beside, type Report } from '../../report/report.js';

const iml = [0, 0, 0, 0];
const high = [0.64, 0.66, 0.68, 0.66];
const none = [0.52, 0.48, 0.5, 0.51];

const invented = (name: string, accuracies: readonly number[], alpha = 1) =>
  inventedReport(
    name,
    { iml },
    { alpha, analyses: { probes: [...probes('tag', accuracies), ...probes('defined', none)] } },
  );
const effect = invented('effect', high);
const said = (report: Report, control: Report | null) =>
  probeSection(beside(report, control), 100)
    .join('\n')
    .replaceAll(/(?<=\S)\n(?=\S)/g, ' ');

describe('probeSection', () => {
  it('is empty where nothing was probed', () => {
    expect(probeSection(beside(inventedReport('none', { iml }), null), 100)).toEqual([]);
  });

  it('has the best place, its accuracy and the one where other seeds are best', () => {
    const lines = probeSection(beside(effect, invented('fair', none, 0.5)), 100);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
    const all = lines.join('\n');
    expect(all).toContain('Which tag defined the alias? question “name”, after stage1; 80 prompts');
    // Of .64, .66, .68, .66: standard error .008165, t(.975, 3) 3.1824.
    expect(all).toMatch(
      / {2}effect +layer 1, \\n +0\.660 \[0\.634, 0\.686\] +0\.510 +0\.660 +0\.0003 +4\n {4}control/,
    );
  });

  it('says that a tag is memorised where the control shows it too', () => {
    expect(said(effect, invented('fair', high, 0.5))).toContain(
      'effect, question “name”: probes tell which tag defined an alias (0.660 where other seeds are ' +
        'best, 0.510 in the embedding), but in the control too: they read a tag that was ' +
        'memorised, not trust. So few seeds (4) show little, whatever p is.',
    );
    expect(said(effect, invented('fair', none, 0.5))).toContain('and not in the control, where');
    // Of unlike seeds, .62 on average: p is above .05, and so is that of the difference.
    expect(said(effect, invented('fair', [0.5, 0.5, 0.8, 0.68], 0.5))).toContain(
      'embedding), but not significantly more than in the control.',
    );
    expect(said(effect, null)).toContain('; no control is shown beside it.');
    expect(said(invented('weak', [0.6, 0.4, 0.5, 0.5]), null)).toContain(
      'probes do not tell which tag defined an alias better than chance',
    );
  });
});

describe('probeSweepSection', () => {
  it('has a line a value of the axis', () => {
    const { experiment } = effect;
    const text = probeSweepSection(
      {
        ...{ name: 'fig7', title: '', figure: null, axis: 'order', changes: [] },
        places: [
          { at: 'TAE', experiment, report: invented('tae', none), control: null },
          { at: 'ATE', experiment, report: effect, control: invented('fair', high, 0.5) },
        ],
      },
      100,
    ).join('\n');
    expect(text).toMatch(/\n {2}TAE .*\n {2}ATE .*\n {4}control .*\n/);
    expect(text).toContain('order ATE, question “name”: probes tell which tag');
  });
});
