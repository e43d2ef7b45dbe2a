import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { themes } from '../figures/drawing/theme.js';
import { figureWidth, figureWidths } from '../figures/figure.js';

const pixelsPerMillimetre = 96 / 25.4;

/** A width as it is written: `720`, `720px` or `85mm`, in pixels, 96 to the inch. */
export function widthArgument(text: string): number {
  const [, digits, unit] = /^(\d{1,5}(?:\.\d{1,3})?)(px|mm)?$/.exec(text) ?? [];
  const width = Math.round(Number(digits) * (unit === 'mm' ? pixelsPerMillimetre : 1));
  const [least, most] = figureWidths;
  if (width >= least && width <= most) return width;
  const millimetres = figureWidths.map((one) => Math.ceil(one / pixelsPerMillimetre));
  throw new InvalidArgumentError(
    `Expected a width such as 720px or 85mm, from ${least} to ${most} px (${millimetres.join(' to ')} mm).`,
  );
}

/** `--width 85mm`. */
export const widthOption = () =>
  new Option(
    '--width <width>',
    'width in px (96 per inch) or mm, such as 85mm for one column; text keeps its size',
  )
    .argParser(widthArgument)
    .default(figureWidth, `${figureWidth}px`);

/** `--theme light|dark|transparent`. */
export const themeOption = () =>
  new Option('--theme <theme>', 'for a light page, a dark page, or without a background')
    .choices(themes)
    .default('light' as const);

/** `--pdf`. */
export const pdfOption = () => new Option('--pdf', 'also draw PDFs');
