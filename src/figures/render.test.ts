import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import type { TopLevelSpec } from 'vega-lite';
import { describe, expect, it } from 'vitest';
import { type Figure, figureConfig } from './figure.js';
import { labelExpression } from './marks/x-axis.js';
import { renderFigure, renderPng, vegaSvg, writeFigure } from './render.js';

const rows = [
  { x: 1, name: 'a, "b"' },
  { x: 2, name: null },
];
const spec: TopLevelSpec = {
  width: 100,
  height: 50,
  padding: 10,
  autosize: 'none',
  config: figureConfig,
  data: { values: rows },
  mark: { type: 'point', clip: true },
  encoding: { x: { field: 'x', type: 'quantitative', axis: null } },
};
const figure: Figure = {
  ...{ title: 'Is it < 1 & "so"?', caption: 'One point.', columns: ['name', 'x'], rows },
  spec: (width) => ({ ...spec, width: width - 20 }) as TopLevelSpec,
};
const words: Figure = {
  ...figure,
  spec: () => ({
    ...{ width: 200, height: 40, autosize: 'none', config: figureConfig },
    data: { values: [{ x: 1, name: 'Ḋ₁ᶜᵒⁿˢ − D̄₂ ≥ 0.5, “why”' }] },
    mark: 'text',
    encoding: { text: { field: 'name', type: 'nominal' } },
  }),
};
const at120 = { width: 120 } as const;

describe('vegaSvg', () => {
  it('gives the same text each time, also with numbered clip paths', async () => {
    const svg = await vegaSvg(figure, at120);
    expect(svg).toContain('clip1');
    expect(await vegaSvg(figure, at120)).toBe(svg);
    expect(svg).toMatch(
      /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"[^>]* width="120" height="70"/,
    );
  });

  it('shows what XML forbids and a reader would obey, in titles, values and labels', async () => {
    const attack = 'a\x1b[31m\u202eb\u2028c';
    const attacked: Figure = {
      ...{ ...figure, title: attack, caption: attack },
      spec: () =>
        ({
          ...{ ...spec, width: 600, title: attack, mark: 'text' },
          data: { values: [{ x: 1, name: attack }] },
          encoding: {
            x: {
              ...{ field: 'x', type: 'quantitative', title: attack },
              axis: {
                ...{ values: [1], labelLimit: 0 },
                labelExpr: labelExpression(new Map([[1, [attack, 'two']]])),
              },
            },
            text: { field: 'name' },
          },
        }) as TopLevelSpec,
    };
    const svg = await vegaSvg(attacked);
    expect(svg.match(/>a\\u001b\[31m\\u202eb\\u2028c</g)).toHaveLength(4);
    expect(svg).not.toMatch(/[\p{Cc}\u2028\u202e]/u);
    const drawn = (await renderFigure(attacked)).svg;
    expect(drawn.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u2028\u202e]/u);
    expect(drawn).toContain('<title id="title">a\\u001b[31m');
  });
});

describe('renderFigure', () => {
  it('draws the PNG at twice the size and quotes the CSV', async () => {
    const { png, csv, pdf } = await renderFigure(figure, at120);
    const bytes = Buffer.from(png);
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([240, 140]);
    expect(csv.split('\n').map((line) => line.replace(/^.*,n,|^,{11}/, ''))).toEqual([
      'name,x',
      '"a, ""b""",1',
      ',2',
      '',
    ]);
    expect(pdf).toBeNull();
  });

  it('writes an SVG that needs no font and says in words what it shows', async () => {
    const { svg, png } = await renderFigure(words);
    expect(svg).not.toMatch(/<text|font|<image/);
    expect(svg).toContain('<title id="title">Is it &lt; 1 &amp; "so"?</title>');
    expect(svg).toContain('<desc id="desc">One point.</desc>');
    expect(svg).toContain('role="img" aria-labelledby="title desc"');
    // Whatever fonts there are, the SVG by itself gives the PNG.
    expect(Buffer.compare(Buffer.from(renderPng(svg)), Buffer.from(png))).toBe(0);
    expect((await renderFigure(words)).svg).toBe(svg);
  });

  it('keeps what is drawn within a clip', async () => {
    expect((await renderFigure(figure, at120)).svg).toMatch(
      /<clipPath id="clip1"><path d="M0 0L100 0L100 50L0 50Z"\/><\/clipPath>[\s\S]*clip-path="url\(#clip1\)"/,
    );
  });

  it.each([
    ['light', '#ffffff', '#222222'],
    ['dark', '#14161a', null],
    ['transparent', null, '#222222'],
  ] as const)('has a %s page', async (theme, page, ink) => {
    const { svg } = await renderFigure(words, { theme });
    const fills = [...svg.matchAll(/fill="(#[0-9a-f]{6})"/g)].map(([, colour]) => colour);
    const paper = page === null ? [] : [page];
    expect(fills.slice(0, paper.length)).toEqual(paper);
    const [letters = ''] = fills.slice(paper.length);
    if (ink === null) expect(Number.parseInt(letters.slice(1, 3), 16)).toBeGreaterThan(200);
    else expect(letters).toBe(ink);
  });
});

/** The parts of a PDF: its text, and what it draws. */
function partsOf(pdf: Uint8Array) {
  const text = Buffer.from(pdf).toString('latin1');
  const start = text.indexOf('stream\n') + 'stream\n'.length;
  const drawn = inflateSync(pdf.subarray(start, text.indexOf('\nendstream'))).toString('latin1');
  return { text, drawn };
}

describe('a PDF', () => {
  it('is a page of the size of the figure, with text as curves and no font', async () => {
    const { pdf } = await renderFigure(words, { pdf: true });
    const { text, drawn } = partsOf(pdf ?? new Uint8Array());
    expect(text.startsWith('%PDF-1.4\n')).toBe(true);
    expect(text.trimEnd().endsWith('%%EOF')).toBe(true);
    expect(text).toContain('/MediaBox [0 0 157.5 37.5]'); // 210 x 50 pixels in points
    expect(text).not.toMatch(/\/Font|\/XObject/);
    // The colour of the letters, and curves, of which only letters have any here.
    expect(drawn).toContain('0.1333 0.1333 0.1333 rg');
    expect(drawn.match(/ c/g)?.length).toBeGreaterThan(50);
    expect(drawn).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('says where each of its parts begins', async () => {
    const { pdf } = await renderFigure(figure, { ...at120, pdf: true });
    const { text } = partsOf(pdf ?? new Uint8Array());
    const starts = [...text.matchAll(/(\d{10}) 00000 n /g)].map(([, start]) => Number(start));
    expect(starts.map((start, index) => text.startsWith(`${index + 1} 0 obj`, start))).toEqual(
      Array(5).fill(true),
    );
    const table = Number(/startxref\n(\d+)/.exec(text)?.[1]);
    expect(text.startsWith('xref\n', table)).toBe(true);
  });
});

describe('writeFigure', () => {
  it('writes three files, with a PDF four, and nothing else', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'credence-figure-'));
    try {
      const paths = await writeFigure(figure, join(folder, 'fig'), at120);
      expect(readdirSync(folder).sort()).toEqual(['fig.csv', 'fig.png', 'fig.svg']);
      expect(paths).toEqual(['svg', 'png', 'csv'].map((kind) => join(folder, `fig.${kind}`)));
      const { svg } = await renderFigure(figure, at120);
      expect(readFileSync(join(folder, 'fig.svg'), 'utf8')).toBe(svg);
      expect(await writeFigure(figure, join(folder, 'b'), { pdf: true })).toContain(
        join(folder, 'b.pdf'),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
