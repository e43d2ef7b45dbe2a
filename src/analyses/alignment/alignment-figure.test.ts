import { describe, expect, it } from 'vitest';
import { alignments } from '../../../test/invented-alignments.js';
import { groupsWith } from '../../../test/table-one.js';
import { tableOne } from '../../data/presets/table-1.js';
import { groupStyles } from '../../figures/group-style.js';
import { vegaSvg } from '../../figures/render.js';
import {
  type AlignmentColumn,
  type AlignmentFigureOptions,
  alignmentFigure,
} from './alignment-figure.js';
import { summariseAlignments } from './alignment-summary.js';

const declared = { groups: groupsWith(), contrasts: tableOne.contrasts };

const column = (title: string, difference: number): AlignmentColumn => {
  const rows = [0, 5, 40].flatMap((epoch) => [
    ...alignments('cosine', 'D5cons', 1, [0.25 + difference, 0.5 + difference], { epoch }),
    ...alignments('cosine', 'D5cons', 2, [0.25, 0.5], { epoch }),
    ...alignments('cosine', 'D5cons', 'own', [0.25 + difference, 0.5 + difference], { epoch }),
    ...alignments('cosine', 'D6cons', 'own', [0.25, 0.5], { epoch }),
    ...alignments('questionNorm', 'D5cons', 'own', [2e-6, 4e-6], { epoch }),
    ...alignments('questionNorm', 'D6cons', 'own', [2e-6, 2e-6], { epoch }),
  ]);
  const points = summariseAlignments(rows, declared).map((summary) => ({
    at: summary.epoch,
    summary,
  }));
  return { title, points };
};

const options: AlignmentFigureOptions = {
  heading: 'Cosine of gradients',
  title: 'mine',
  axis: 'Epoch of stage1',
  byEpoch: true,
  groups: groupStyles(declared.groups),
  rows: [
    { comparison: 'tags', metric: 'cosine' },
    { comparison: 'X2', metric: 'cosine' },
    { comparison: 'X1', metric: 'cosine' },
  ],
};

describe('alignmentFigure', () => {
  it('plots both sides of each comparison at every epoch, for every experiment', () => {
    const { columns, rows } = alignmentFigure([column('a', 0.125), column('b', 0)], options);
    expect(rows).toHaveLength(2 * 2 * 2 * 3);
    expect(rows.slice(0, 2).map((row) => columns.map((name) => row[name]))).toEqual([
      ['a', 'tags', 'cosine', 'stage1', 0, 0, 'tag 1', 0.5, 0.375, 0.625, 2],
      ['a', 'tags', 'cosine', 'stage1', 0, 0, 'tag 2', 0.375, 0.25, 0.5, 2],
    ]);
    expect([...new Set(rows.map(({ side }) => side))]).toEqual([
      'tag 1',
      'tag 2',
      'D5cons',
      'D6cons',
    ]);
  });

  it('names what is compared, by the paper’s symbols and colours', async () => {
    const svg = await vegaSvg(alignmentFigure([column('a', 0.1), column('b', 0)], options));
    for (const text of [
      'Cosine of gradients',
      'mine, 2 seeds',
      'The same aliases of X2 under either tag',
      'tag 2',
      'Ḋ₅ᶜᵒⁿˢ',
      'D̄₆ᶜᵒⁿˢ',
      'b',
      'Epoch of stage1',
      'Cosine',
    ]) {
      expect(svg).toContain(`>${text}<`);
    }
    expect(svg).toContain('#0f74c5');
    expect(svg).toContain('#a50000');
    expect(svg).not.toContain('#2e0a4a');
    expect(svg).toMatch(/^<svg [^>]* width="720"/);
  });

  it('has one scale for an experiment and its control, and none by logarithm for epochs', async () => {
    const figure = alignmentFigure([column('a', 0.3), column('b', 0)], options);
    const text = JSON.stringify(figure.spec(720));
    expect(new Set(text.match(/"domain":\[0\.\d+,0\.\d+\]/g)).size).toBe(1);
    expect(text).toContain('"domain":[-2.4,42.4]');
    expect(await vegaSvg(figure)).toContain('>40<');
  });

  it('stands along what a list varies, by powers of ten where numbers are small', async () => {
    const rows = [{ comparison: 'X2', metric: 'questionNorm' }] as const;
    const points = [128, 16384].flatMap((at) =>
      column('a', 0)
        .points.filter(({ summary }) => summary.epoch === 40)
        .map(({ summary }) => ({ at, summary })),
    );
    const svg = await vegaSvg(
      alignmentFigure([{ title: 'a', points }], {
        ...options,
        ...{ axis: 'batch size', byEpoch: false, rows },
      }),
    );
    for (const text of ['16k', 'batch size', '2.5e-6', 'Norm, questions']) {
      expect(svg).toContain(`>${text}<`);
    }
    expect(svg).toMatch(/^<svg [^>]* width="720"/);
  });

  it('has the numbers of the authors beside ours, within its scale', async () => {
    const points = [128, 16384].flatMap((at) =>
      column('a', 0)
        .points.filter(({ summary }) => summary.epoch === 40)
        .map(({ summary }) => ({ at, summary })),
    );
    const paper = [{ at: 128, upper: 0.875, lower: 0.75 }];
    const frame = { ...options, axis: 'batch size', byEpoch: false };
    const figure = alignmentFigure([{ title: 'a', points, paper }], frame);
    const { columns, rows } = figure;
    expect(rows.slice(-2).map((row) => columns.map((name) => row[name]))).toEqual([
      ['a', 'X2', 'cosine', null, null, 128, 'D5cons, poster', 0.875, null, null, null],
      ['a', 'X2', 'cosine', null, null, 128, 'D6cons, poster', 0.75, null, null, null],
    ]);
    expect(JSON.stringify(figure.spec(720))).toContain('"domain":[0.2,0.925]');
    const controls = { title: 'controls', points };
    const both = alignmentFigure([{ title: 'a', points, paper }, controls], frame);
    const { concat } = both.spec(720) as { readonly concat: readonly unknown[] };
    const plots = concat.map((plot) => JSON.stringify(plot));
    expect(plots.map((plot) => plot.includes('"domain":[0.2,0.925]'))).toEqual([
      ...[false, false],
      ...[true, true],
    ]);
    expect(await vegaSvg(figure)).toContain('>hollow: the authors');
    const { spec } = alignmentFigure([{ title: 'a', points }], frame);
    expect(JSON.stringify(spec(720))).not.toContain('hollow');
  });

  it('says that there is nothing to draw', () => {
    expect(() => alignmentFigure([{ title: 'a', points: [] }], options)).toThrow(
      'nothing to draw: no alignment of gradients in mine',
    );
  });
});
