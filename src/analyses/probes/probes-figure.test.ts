import { describe, expect, it } from 'vitest';
import { probes } from '../../../test/invented-probes.js';
import { vegaSvg } from '../../figures/render.js';
import { summariseProbes } from './probe-summary.js';
import { probesFigure } from './probes-figure.js';

const tae = summariseProbes([...probes('tag', [0.5, 0.52]), ...probes('defined', [0.75, 1])]);
const ate = summariseProbes(probes('tag', [0.8, 0.9]));

describe('probesFigure', () => {
  it('has a row a cell, tasks in the paper’s order', () => {
    const { columns, rows } = probesFigure([{ title: 'TAE', grids: tae }], { title: 'mine' });
    expect(rows).toHaveLength(12);
    expect(columns.map((name) => rows[5]?.[name])).toEqual([
      ...['TAE', 'stage1', 'defined', 'name', 1, 2, '\\n', 0.875],
      // Of .75 and 1: the t interval of two values, cut nowhere.
      ...[-0.713276, 2.463276, 2],
    ]);
    expect(rows.at(-1)?.task).toBe('tag');
  });

  it('draws layers upwards and tokens from left to right, in the paper’s range of colours', async () => {
    const figure = probesFigure([{ title: 'TAE', grids: tae }], { title: 'mine' });
    const svg = await vegaSvg(figure);
    for (const text of ['Q', 'x', '\\n', 'Layer', 'Was the alias defined?', '.88', '.50', '1.0']) {
      expect(svg).toContain(`>${text}<`);
    }
    const spec = JSON.stringify(figure.spec(720));
    expect(spec).toContain('"domain":[0.49,1.01]');
    expect(spec).toContain('"domain":[1,0]');
    expect(svg).toContain('>TAE: 2 seeds, 80 prompts<');
    expect(svg.match(/stroke="crimson"/g)).toHaveLength(2);
    expect(await vegaSvg(figure)).toBe(svg);
    expect(svg).toMatch(/^<svg [^>]* width="720"/);
  });

  it('sets experiments side by side, with an empty panel for what one lacks', async () => {
    const figure = probesFigure(
      [
        { title: 'TAE', grids: tae },
        { title: 'ATE', grids: ate },
      ],
      { title: 'fig7', changes: ['a=1'] },
    );
    const svg = await vegaSvg(figure);
    expect(figure.rows).toHaveLength(18);
    expect(svg.match(/>ATE: /g)).toHaveLength(1);
    expect(svg).toContain('>fig7, question “name”, after stage1<');
    expect(svg).toContain('>with a=1<');
    expect(svg).toMatch(/^<svg [^>]* width="720"/);
  });

  it('has no numbers in small cells, and stands long tokens upright', async () => {
    const row = { seed: 1, secondSeed: null, stage: 's', task: 'tag', question: 'born' } as const;
    const layers = Array.from({ length: 37 }, (_, layer) => layer);
    const rows = layers.flatMap((layer) =>
      ['something', 'x'].map((token, position) => {
        return { ...row, layer, position, token, accuracy: 0.6, examples: 10 };
      }),
    );
    const grids = summariseProbes(rows);
    const wide = await vegaSvg(probesFigure([{ title: 'a', grids }], { title: 'a' }));
    expect(wide).not.toContain('>.60<');
    expect(wide).toContain('>36<');
    expect(wide).not.toContain('>35<');
    const many = summariseProbes(
      Array.from({ length: 20 }, (_, position) => {
        const token = position === 3 ? 'something' : 'x';
        return { ...row, layer: 0, position, token, accuracy: 0.6, examples: 10 };
      }),
    );
    const upright = await vegaSvg(probesFigure([{ title: 'a', grids: many }], { title: 'a' }));
    expect(upright).toMatch(/rotate\(270\)[^>]*>something</);
    expect(wide).not.toMatch(/rotate\(270\)[^>]*>something</);
  });

  it('says that there is nothing to draw', () => {
    expect(() => probesFigure([{ title: 'a', grids: [] }], { title: 'mine' })).toThrow(
      'nothing to draw: no probes in mine',
    );
  });
});
