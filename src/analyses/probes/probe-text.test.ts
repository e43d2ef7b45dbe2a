import { describe, expect, it } from 'vitest';
import { expectAtAnyWidth } from '../../../test/at-any-width.js';
import { alone, along, invented as inventedOf } from '../../../test/invented-findings.js';
import { probes } from '../../../test/invented-probes.js';
import type { Found } from '../findings.js';
import { type ProbeGridSummary, summariseProbes } from './probe-summary.js';
import { probeText } from './probe-text.js';

type Grids = readonly ProbeGridSummary[];

const high = [0.64, 0.66, 0.68, 0.66];
const none = [0.52, 0.48, 0.5, 0.51];

const invented = (name: string, accuracies: readonly number[], alpha = 1): Found<Grids> =>
  inventedOf(
    name,
    summariseProbes([...probes('tag', accuracies), ...probes('defined', none)]),
    alpha,
  );
const effect = invented('effect', high);
const said = (own: Found<Grids>, control: Found<Grids> | null) =>
  probeText(alone(own, control), 100)
    .join('\n')
    .replaceAll(/(?<=\S)\n(?=\S)/g, ' ');

describe('probeText', () => {
  it('is empty where nothing was probed', () => {
    expect(probeText(alone(inventedOf<Grids>('none', []), null), 100)).toEqual([]);
  });

  it('has the best cell, its accuracy and the one where other seeds are best', () => {
    const lines = probeText(alone(effect, invented('fair', none, 0.5)), 100);
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
      'effect, question “name”: probes predict which tag defined an alias (0.660 where other seeds are ' +
        'best, 0.510 in the embedding), but in the control too: they read a tag that was ' +
        'memorised, not trust. With only 4 seeds this is weak evidence, whatever p is.',
    );
    expect(said(effect, invented('fair', none, 0.5))).toContain('and not in the control, where');
    // Of unlike seeds, .62 on average: p is above .05, and so is that of the difference.
    expect(said(effect, invented('fair', [0.5, 0.5, 0.8, 0.68], 0.5))).toContain(
      'embedding), but not significantly more than in the control.',
    );
    expect(said(effect, null)).toContain('; there is no control to compare with.');
    expect(said(invented('weak', [0.6, 0.4, 0.5, 0.5]), null)).toContain(
      'probes do not predict which tag defined an alias significantly better than chance',
    );
  });
});

it('leaves nothing out at any width', () => {
  expectAtAnyWidth((width) => probeText(alone(effect, invented('fair', none, 0.5)), width));
});

describe('probeText of a list', () => {
  it('has a line a value of the axis', () => {
    const list = along('order', [
      { at: 'TAE', own: invented('tae', none), control: null },
      { at: 'ATE', own: effect, control: invented('fair', high, 0.5) },
    ]);
    const text = probeText(list, 100).join('\n');
    expect(text).toMatch(/\n {2}TAE .*\n {2}ATE .*\n {4}control .*\n/);
    expect(text).toContain('order ATE, question “name”: probes predict which tag');
  });
});
