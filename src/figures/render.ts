import { Resvg } from '@resvg/resvg-js';
import { parse, resetSVGDefIds, View } from 'vega';
import { compile } from 'vega-lite';
import { UserError } from '../errors/user-error.js';
import { writeWhole } from '../files/write-whole.js';
import { printable } from '../text/printable.js';
import type { Figure } from './figure.js';
import { figureCsv } from './figure-csv.js';
import { fontAdvice, systemFonts } from './system-fonts.js';

/** A figure in its three forms. */
export interface RenderedFigure {
  readonly svg: string;
  /** At twice the SVG's size in pixels. */
  readonly png: Uint8Array;
  /** The plotted numbers, with a header line. */
  readonly csv: string;
}

/**
 * Draws a figure. SVG and CSV depend on the figure alone; the PNG also on the installed fonts.
 *
 * Throws a UserError where no font is installed.
 */
export async function renderFigure(figure: Figure): Promise<RenderedFigure> {
  const svg = await renderSvg(figure);
  return { svg, png: renderPng(svg), csv: figureCsv(figure) };
}

/**
 * Draws a figure and writes `path` + `.svg`, `.png` and `.csv`, each of them whole or not at all.
 * Returns the three paths. Throws as `renderFigure`, before anything is written.
 */
export async function writeFigure(figure: Figure, path: string): Promise<string[]> {
  const { svg, png, csv } = await renderFigure(figure);
  const files: [string, string | Uint8Array][] = [
    [`${path}.svg`, svg],
    [`${path}.png`, png],
    [`${path}.csv`, csv],
  ];
  for (const [file, content] of files) writeWhole(file, content);
  return files.map(([file]) => file);
}

/** The figure as SVG text, the same on every machine: text is laid out without measuring fonts. */
export async function renderSvg({ spec }: Pick<Figure, 'spec'>): Promise<string> {
  const view = new View(parse(compile(shown(spec)).spec), { renderer: 'none' });
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

/**
 * A picture in SVG as PNG, at twice its size in pixels. Throws a UserError where no font is
 * installed.
 */
export function renderPng(svg: string): Uint8Array {
  if (systemFonts().length === 0) {
    throw new UserError(`no font is installed, and figures need one for their text; ${fontAdvice}`);
  }
  return new Resvg(svg, { fitTo: { mode: 'zoom', value: 2 } }).render().asPng();
}
