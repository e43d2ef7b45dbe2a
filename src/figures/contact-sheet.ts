import type { DigitImages } from '../data/mnist/digits.js';
import { exampleArrays, type GridExample, testExamples } from '../data/mnist/examples.js';
import type { GridData, GridPair } from '../data/mnist/grids.js';
import { drawImage } from '../data/mnist/image.js';
import { imageSize, targetName } from '../data/mnist/options.js';
import { MersenneTwister } from '../random/mersenne-twister.js';
import { printable } from '../text/printable.js';
import type { GroupStyles } from './group-style.js';

/** What a contact sheet shows. */
export interface ContactSheet {
  readonly title: string;
  /** What the digits are. */
  readonly subtitle: string;
  readonly data: GridData;
  readonly digits: DigitImages;
  /** Pairs of each group. */
  readonly count: number;
  /** Chooses the images of digits. */
  readonly seed: number;
  readonly groups: GroupStyles;
}

/**
 * Sizes in pixels: of an image and of a grid of targets beside it, as many as the paper's images
 * have so that theirs stay alike, and what lies between.
 */
const side = 84;
const near = 6;
const far = 22;
const labelWidth = 196;
const margin = 20;
const rowHeight = side + 26;
const headHeight = 92;
const footHeight = 58;
/** Side of a square of a tag in the head of the sheet. */
const stripSquare = 8;
const pairWidth = 4 * side + 3 * near + far;

const ink = '#222222';
const pale = '#b8b8b8';
const wrong = '#d81b60';
const font = 'DejaVu Sans, Verdana, Arial, sans-serif';

/**
 * Inputs and targets of every group as an SVG picture, a row a group: of each pair its definition
 * with what it says of each cell, and a question with its answer, beside each other. What a false
 * definition says wrongly is in another colour; a dashed frame is around the cell that training
 * never asks about.
 */
export function contactSheet(sheet: ContactSheet): string {
  const { title, subtitle, data, digits, count, seed, groups } = sheet;
  const random = MersenneTwister.named(seed, 'MNIST contact sheet');
  const rows = [...data.pairs];
  const most = Math.min(count, Math.max(...rows.map(([, pairs]) => pairs.length)));
  const width = 2 * margin + labelWidth + most * (pairWidth + far) - far;
  const height = headHeight + rows.length * rowHeight + footHeight;
  const imageOf = (example: GridExample): string => {
    const arrays = exampleArrays([example], data.options, digits, random);
    return pixels(drawImage(data, digits, arrays, 0), imageSize(data.options));
  };
  const parts = rows.flatMap(([subset, pairs], row) => {
    const top = headHeight + row * rowHeight;
    return [
      ...labelOf(subset, pairs.length, groups, top),
      ...pairs.slice(0, most).map((pair, index) => {
        const left = margin + labelWidth + index * (pairWidth + far);
        return `<g transform="translate(${left} ${top})">${pairOf(pair, imageOf)}</g>`;
      }),
    ];
  });
  const headings = Array.from({ length: most }, (_, index) =>
    ['definition', 'says', 'question', 'answer'].map((heading, column) => {
      const left = margin + labelWidth + index * (pairWidth + far) + columnAt(column);
      return text(left + side / 2, headHeight - 10, heading, { anchor: 'middle', size: 12 });
    }),
  ).flat();
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    text(margin, 30, title, { size: 17, bold: true }),
    text(margin, 50, subtitle, { size: 12 }),
    ...tagStrips(data, width - margin),
    ...headings,
    ...parts,
    ...footLines(data).map((line, i) =>
      text(margin, height - footHeight + 24 + 17 * i, line, { size: 11 }),
    ),
    '</svg>',
  ].join('\n');
}

/** The rows of squares of the tags that define somebody, each under the one before, up to `right`. */
function tagStrips({ tags, pairs }: GridData, right: number): string[] {
  const used = new Set([...pairs.values()].flat().map(({ tag }) => tag));
  const shown = [...tags.entries()].filter(([index]) => used.has(index + 1));
  return shown.map(([index, bits], row) => {
    const left = right - bits.length * stripSquare;
    const top = 18 + row * 16;
    const squares = Array.from(bits, (bit, i) =>
      bit === 1 ? `M${i * stripSquare} 0h${stripSquare}v${stripSquare}h-${stripSquare}z` : '',
    );
    return (
      text(left - 44, top + 9, `tag ${index + 1}`, { size: 11 }) +
      `<g transform="translate(${left} ${top})" shape-rendering="crispEdges">` +
      `<rect x="-1" y="-1" width="${right - left + 2}" height="${stripSquare + 2}"/>` +
      `<path fill="white" d="${squares.join('')}"/></g>`
    );
  });
}

const columnAt = (column: number): number =>
  column * (side + near) + (column >= 2 ? far - near : 0);

function labelOf(subset: string, pairs: number, groups: GroupStyles, top: number): string[] {
  const middle = top + side / 2;
  return [
    text(margin, middle - 14, groups.symbolOf(subset), { size: 17, bold: true }),
    text(margin, middle + 6, groups.meaningOf(subset), { size: 12 }),
    text(margin, middle + 23, `${groups.dataOf(subset)}, ${pairs} pairs`, { size: 11 }),
  ];
}

/** The four squares of one pair. */
function pairOf(pair: GridPair, imageOf: (example: GridExample) => string): string {
  const questions = testExamples(pair, pair.leftOut === null ? 'questions' : 'trainQuestions');
  const asked = (questions[pair.variable[0] as number] ?? questions[0])?.asked ?? 0;
  const said = pair.defined;
  const squares = [
    said === null ? nothing() : imageOf({ pair, asked: null }),
    said === null ? nothing() : targets(pair, said, null),
    imageOf({ pair, asked }),
    targets(pair, pair.entity, asked),
  ];
  return squares
    .map((square, column) => `<g transform="translate(${columnAt(column)} 0)">${square}</g>`)
    .join('');
}

const nothing = (): string =>
  `<rect width="${side}" height="${side}" fill="#f4f4f4"/>${text(side / 2, side / 2 + 4, 'none', {
    anchor: 'middle',
    size: 11,
    colour: '#777777',
  })}`;

/** A grid of letters; of a question only that of the cell that is asked about. */
function targets(pair: GridPair, shown: Uint8Array, asked: number | null): string {
  const cells = Math.sqrt(shown.length);
  const cell = side / cells;
  const letters = Array.from(shown, (target, index) => {
    const [x, y] = [(index % cells) * cell, Math.floor(index / cells) * cell];
    const isShown = asked === null || asked === index;
    const isWrong = asked === null && target !== pair.entity[index];
    const fill = asked === index ? '#fff3c4' : 'none';
    const frame = `<rect x="${x}" y="${y}" width="${cell}" height="${cell}" fill="${fill}" stroke="${pale}"/>`;
    const leftOut =
      pair.leftOut === index
        ? `<rect x="${x + 3}" y="${y + 3}" width="${cell - 6}" height="${cell - 6}" fill="none" ` +
          `stroke="#555555" stroke-dasharray="3 2"/>`
        : '';
    const colour = isShown ? (isWrong ? wrong : ink) : pale;
    const letter = text(x + cell / 2, y + cell / 2 + cell / 6, isShown ? targetName(target) : '–', {
      anchor: 'middle',
      size: cell / 2.1,
      bold: isShown,
      colour,
    });
    return frame + leftOut + letter;
  });
  return letters.join('');
}

function footLines({ options }: GridData): string[] {
  const { definitionShare, targets: values } = options;
  const percent = Math.round(100 * definitionShare);
  return [
    `Every image is drawn anew from its pair's digits. Pairs of X1 with a definition show it in ` +
      `${percent} % of their images, those of X2 always; – is the class “no answer”, beside ${values} targets.`,
    `Coloured letters: what a false definition says wrongly. Dashed: the cell that no training ` +
      `question asks about, and the test does.`,
  ];
}

/** Grey values as squares of one colour each, those of a row that are alike in one piece. */
function pixels(image: Uint8Array, size: number): string {
  const levels = new Map<number, string[]>();
  for (let y = 0; y < size; y++)
    for (let x = 0, end = 0; x < size; x = end) {
      const level = image[y * size + x] as number;
      for (end = x + 1; end < size && image[y * size + end] === level; ) end++;
      if (level === 0) continue;
      const pieces = levels.get(level) ?? [];
      pieces.push(`M${x} ${y}h${end - x}v1h${x - end}z`);
      levels.set(level, pieces);
    }
  const paths = [...levels].map(
    ([level, pieces]) => `<path fill="rgb(${level},${level},${level})" d="${pieces.join('')}"/>`,
  );
  return (
    `<g transform="scale(${side / size})" shape-rendering="crispEdges">` +
    `<rect width="${size}" height="${size}"/>${paths.join('')}</g>` +
    `<rect x="-1" y="-1" width="${side + 2}" height="${side + 2}" fill="none" stroke="${pale}"/>`
  );
}

interface TextStyle {
  readonly size: number;
  readonly bold?: boolean;
  readonly colour?: string;
  readonly anchor?: 'start' | 'middle';
}

function text(x: number, y: number, content: string, style: TextStyle): string {
  const { size, bold = false, colour = ink, anchor = 'start' } = style;
  const escaped = printable(content).replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return (
    `<text x="${x}" y="${y}" font-family="${font}" font-size="${size}" fill="${colour}" ` +
    `text-anchor="${anchor}"${bold ? ' font-weight="bold"' : ''}>${escaped}</text>`
  );
}
