import { Resvg } from '@resvg/resvg-js';
import { parse, resetSVGDefIds, View } from 'vega';
import { compile } from 'vega-lite';
import { writeWhole } from '../files/write-whole.js';
import { printable } from '../text/printable.js';
import { bundledFonts, outlinesOf } from './drawing/outlines.js';
import { pdfFile } from './drawing/pdf-file.js';
import { svgFile } from './drawing/svg-file.js';
import { backgrounds, type Theme, themed } from './drawing/theme.js';
import { type Figure, figureWidth } from './figure.js';
import { figureCsv } from './figure-csv.js';

/** How a figure is drawn. */
export interface FigureLook {
  /** In pixels, 96 to the inch; defaults to `figureWidth`. */
  readonly width?: number;
  /** Defaults to `light`. */
  readonly theme?: Theme;
  /** Whether a PDF is drawn too; defaults to false. */
  readonly pdf?: boolean;
}

/** A figure in all its forms. */
export interface RenderedFigure {
  /** Shapes alone, so that it needs no font. */
  readonly svg: string;
  /** At twice the SVG's size in pixels. */
  readonly png: Uint8Array;
  /** Null where none is asked for. */
  readonly pdf: Uint8Array | null;
  /** The plotted numbers, with a header line. */
  readonly csv: string;
}

/** Draws a figure. All its forms depend on the figure and its look alone, on no installed font. */
export async function renderFigure(figure: Figure, look: FigureLook = {}): Promise<RenderedFigure> {
  const { title, caption: description } = figure;
  const text = { title: printable(title), description: printable(description) };
  const outlines = outlinesOf(await vegaSvg(figure, look));
  const svg = svgFile(outlines, text);
  return {
    svg,
    png: renderPng(svg),
    pdf: look.pdf === true ? pdfFile(outlines, text) : null,
    csv: figureCsv(figure),
  };
}

/**
 * Draws a figure and writes `path` + `.svg`, `.png`, `.csv` and, where asked for, `.pdf`, each of
 * them whole or not at all. Returns the paths.
 */
export async function writeFigure(
  figure: Figure,
  path: string,
  look: FigureLook = {},
): Promise<string[]> {
  const { svg, png, csv, pdf } = await renderFigure(figure, look);
  const files: [string, string | Uint8Array][] = [
    [`${path}.svg`, svg],
    [`${path}.png`, png],
    [`${path}.csv`, csv],
    ...(pdf === null ? [] : [[`${path}.pdf`, pdf] as [string, Uint8Array]]),
  ];
  for (const [file, content] of files) writeWhole(file, content);
  return files.map(([file]) => file);
}

/** The figure as SVG whose text is still text, laid out without measuring fonts. */
export async function vegaSvg(
  { spec }: Pick<Figure, 'spec'>,
  { width = figureWidth, theme = 'light' }: FigureLook = {},
): Promise<string> {
  const drawn = shown(themed(spec(width), theme));
  // Vega-Lite knows no background by the name of nothing.
  const background = backgrounds[theme] ?? 'transparent';
  const view = new View(parse(compile({ ...drawn, background }).spec), { renderer: 'none' });
  try {
    resetSVGDefIds(); // clip paths are numbered by a global counter
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

/**
 * A specification whose texts are safe to show: SVG allows no control characters, and names and
 * titles of experiments may hold some. Texts within expressions are made so where those are written.
 */
function shown<Part>(part: Part): Part {
  if (typeof part === 'string') return printable(part) as Part;
  if (Array.isArray(part)) return part.map(shown) as Part;
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(Object.entries(part).map(([key, one]) => [key, shown(one)])) as Part;
}

/** A picture in SVG as PNG, at twice its size in pixels. */
export function renderPng(svg: string): Uint8Array {
  const options = { fitTo: { mode: 'zoom', value: 2 }, font: bundledFonts() } as const;
  return new Resvg(svg, options).render().asPng();
}
