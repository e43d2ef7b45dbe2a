import { basename, extname } from 'node:path';
import { wrapped } from '../terminal/wrapped.js';
import type { DrawnFigure } from './figure-folder.js';

/** Figures for people: of each its files, and under them what it shows. */
export function figureLines(drawn: readonly DrawnFigure[], width: number): string[] {
  return drawn.flatMap(({ files, caption }) => {
    const [first = '', ...others] = files;
    const ends = others.map((file) => extname(basename(file))).join(', ');
    // The first sentence of a caption says what is plotted.
    const [shown = caption] = caption.split(/(?<=[.?!]) (?=[^a-z])/);
    const text = wrapped(shown, width - 4).map((line) => `    ${line}`);
    return [`  ${first}${ends === '' ? '' : ` (${ends})`}`, ...text];
  });
}
