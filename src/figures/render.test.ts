import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Figure, figureConfig } from './figure.js';
import { labelExpression } from './marks/x-axis.js';
import { renderFigure, renderPng, vegaSvg, writeFigure } from './render.js';
import { systemFonts } from './system-fonts.js';

const rows = [
  { x: 1, name: 'a, "b"' },
  { x: 2, name: null },
];
const figure: Figure = {
  columns: ['name', 'x'],
  rows,
  spec: {
    width: 100,
    height: 50,
    padding: 10,
    autosize: 'none',
    config: figureConfig,
    data: { values: rows },
    mark: { type: 'point', clip: true },
    encoding: { x: { field: 'x', type: 'quantitative', axis: null } },
  },
};
const noFonts = systemFonts().length === 0;

describe('vegaSvg', () => {
  it('gives the same text each time, also with numbered clip paths', async () => {
    const svg = await vegaSvg(figure);
    expect(svg).toContain('clip1');
    expect(await vegaSvg(figure)).toBe(svg);
    expect(svg).toMatch(
      /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"[^>]* width="120" height="70"/,
    );
  });
});

describe('vegaSvg of texts from outside', () => {
  it('shows what XML forbids and a reader would obey, in titles, values and labels', async () => {
    const attack = 'a\x1b[31m\u202eb\u2028c';
    const svg = await vegaSvg({
      spec: {
        ...figure.spec,
        width: 600,
        title: attack,
        data: { values: [{ x: 1, name: attack }] },
        mark: 'text',
        encoding: {
          x: {
            field: 'x',
            type: 'quantitative',
            title: attack,
            axis: {
              values: [1],
              labelLimit: 0,
              labelExpr: labelExpression(new Map([[1, [attack, 'two']]])),
            },
          },
          text: { field: 'name' },
        },
      } as Figure['spec'],
    });
    expect(svg.match(/>a\\u001b\[31m\\u202eb\\u2028c</g)).toHaveLength(4);
    expect(svg).not.toMatch(/[\p{Cc}\u2028\u202e]/u);
    if (!noFonts) expect(renderPng(svg).length).toBeGreaterThan(100);
  });
});

describe.skipIf(noFonts)(
  `renderFigure (${noFonts ? 'skipped: no font is installed' : 'PNG'})`,
  () => {
    it('draws the PNG at twice the size and quotes the CSV', async () => {
      const { png, csv } = await renderFigure(figure);
      const bytes = Buffer.from(png);
      expect(bytes.subarray(1, 4).toString()).toBe('PNG');
      expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([240, 140]);
      expect(csv).toBe('name,x\n"a, ""b""",1\n,2\n');
    });

    it('writes three files and nothing else', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'credence-figure-'));
      try {
        const paths = await writeFigure(figure, join(folder, 'fig'));
        expect(readdirSync(folder).sort()).toEqual(['fig.csv', 'fig.png', 'fig.svg']);
        expect(paths).toEqual(['svg', 'png', 'csv'].map((kind) => join(folder, `fig.${kind}`)));
        expect(readFileSync(join(folder, 'fig.svg'), 'utf8')).toBe(await vegaSvg(figure));
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  },
);
