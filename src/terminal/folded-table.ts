import { printable } from '../text/printable.js';
import type { Alignment } from './table.js';
import { wrapped } from './wrapped.js';

/**
 * What stands in a table where a row meets a column: a text, or several that belong together, such
 * as a mean and its interval: side by side where there is room, else below each other.
 */
export type Cell = string | readonly string[];

/** A table whose rows may take several lines. */
export interface FoldingTable {
  readonly header: readonly Cell[];
  readonly rows: readonly (readonly Cell[])[];
  /** Of every column. */
  readonly alignments: readonly Alignment[];
  /** How many columns at the left name a row and keep their place; default: 1. */
  readonly names?: number;
}

/** The lines of a table, of its header and of every row. */
export interface FoldedTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A cell as the lines that it takes. */
type Lines = readonly string[];

/** Blanks between columns, and before what stands under a name too long to stand beside. */
const gap = 2;

const widest = (lines: Lines): number => Math.max(0, ...lines.map((line) => line.length));

const aligned = (text: string, width: number, alignment: Alignment): string =>
  alignment === 'left' ? text.padEnd(width) : text.padStart(width);

/** Parts of a cell, safe to show. */
const partsOf = (cell: Cell): Lines =>
  (typeof cell === 'string' ? [cell] : cell).map((part) => printable(part));

/**
 * The rows with the parts of every cell side by side, each part below those of its column; a cell of
 * a single part may stand below all of them.
 */
function sideBySide(
  rows: readonly (readonly Cell[])[],
  alignments: readonly Alignment[],
): Lines[][] {
  const widths = alignments.map((_, column) => {
    const several = rows.map((row) => partsOf(row[column] ?? '')).filter((one) => one.length > 1);
    const parts = Math.max(0, ...several.map(({ length }) => length));
    return Array.from({ length: parts }, (__, part) =>
      widest(several.map((one) => one[part] ?? '')),
    );
  });
  return rows.map((row) =>
    alignments.map((alignment, column) => {
      const parts = partsOf(row[column] ?? '');
      if (parts.length < 2) return parts;
      const own = widths[column] ?? [];
      return [parts.map((part, at) => aligned(part, own[at] ?? 0, alignment)).join(' ')];
    }),
  );
}

/** The same with the parts of every cell below each other. */
const stacked = (rows: readonly (readonly Cell[])[], columns: number): Lines[][] =>
  rows.map((row) => Array.from({ length: columns }, (_, column) => partsOf(row[column] ?? '')));

/** Texts broken at blanks, and where a word is longer than the width, within it. */
function broken(lines: Lines, width: number): Lines {
  return lines
    .flatMap((line) => wrapped(line, width))
    .flatMap((line) => line.match(new RegExp(`.{1,${width}}`, 'gu')) ?? ['']);
}

/** Columns that stand beside each other, by their numbers. */
type Band = readonly number[];

/** The lines of one row: a band below the other, each behind `indent` blanks or the row's name. */
function rowLines(
  cells: readonly Lines[],
  { bands, names, widths, alignments }: Layout,
): readonly string[] {
  const block = (band: Band): string[] => {
    const height = Math.max(1, ...band.map((column) => cells[column]?.length ?? 0));
    return Array.from({ length: height }, (_, line) =>
      band
        .map((column) =>
          aligned(cells[column]?.[line] ?? '', widths[column] ?? 0, alignments[column] ?? 'left'),
        )
        .join(' '.repeat(gap)),
    );
  };
  const name = block(names.columns);
  const rest = bands.flatMap(block);
  const lines = names.isAbove
    ? [...name, ...rest.map((line) => ' '.repeat(2 * gap) + line)]
    : Array.from({ length: Math.max(name.length, rest.length) }, (_, line) => {
        const own = (name[line] ?? '').padEnd(names.width);
        return rest.length === 0 ? own : `${own}${' '.repeat(gap)}${rest[line] ?? ''}`;
      });
  // What is empty takes no line, but a row takes at least one.
  const shown = lines.map((line) => line.trimEnd()).filter((line) => line !== '');
  return shown.length > 0 ? shown : [''];
}

interface Layout {
  readonly names: { readonly columns: Band; readonly width: number; readonly isAbove: boolean };
  readonly bands: readonly Band[];
  readonly widths: readonly number[];
  readonly alignments: readonly Alignment[];
}

/** Columns from left to right, in as many bands as the width needs. */
function bandsOf(columns: Band, widths: readonly number[], room: number): Band[] {
  const bands: number[][] = [];
  let used = 0;
  for (const column of columns) {
    const own = widths[column] ?? 0;
    const last = bands.at(-1);
    if (last === undefined || used + gap + own > room) {
      bands.push([column]);
      used = own;
    } else {
      last.push(column);
      used += gap + own;
    }
  }
  return bands;
}

/**
 * A table in lines of at most `width` characters that leaves nothing out. Where one line a row is too
 * long, the parts of cells stand below each other; where that is too wide still, columns go on below
 * the first ones, under a header that is folded in the same way; where a name takes more than half of
 * the width, it has a line of its own. Texts longer than a line are broken.
 */
export function foldedTable(table: FoldingTable, width: number): FoldedTable {
  const { header, rows, alignments, names: named = 1 } = table;
  const all = [header, ...rows];
  const columns = alignments.map((_, column) => column);
  const laidOut = (cells: readonly Lines[][]) => {
    const widths = columns.map((column) => widest(cells.flatMap((row) => row[column] ?? [])));
    const nameColumns = columns.slice(0, named);
    const total = (band: Band) =>
      band.reduce((sum, column) => sum + (widths[column] ?? 0), gap * Math.max(0, band.length - 1));
    return { cells, widths, nameColumns, total };
  };
  const drawn = (cells: readonly Lines[][], layout: Layout): FoldedTable => {
    const [head = [], ...others] = cells.map((row) => rowLines(row, layout));
    return { header: head, rows: others };
  };
  const rest = columns.slice(named);
  for (const cells of [sideBySide(all, alignments), stacked(all, columns.length)]) {
    const { widths, nameColumns, total } = laidOut(cells);
    if (total(columns) > width) continue;
    const names = { columns: nameColumns, width: total(nameColumns), isAbove: false };
    return drawn(cells, { names, bands: rest.length === 0 ? [] : [rest], widths, alignments });
  }
  const cells = stacked(all, columns.length).map((row) =>
    row.map((lines, column) => broken(lines, column < named ? width : width - 2 * gap)),
  );
  const { widths, nameColumns, total } = laidOut(cells);
  const nameWidth = total(nameColumns);
  const needed = Math.max(0, ...rest.map((column) => widths[column] ?? 0));
  const isAbove = nameWidth > width / 2 || nameWidth + gap + needed > width;
  const room = isAbove ? width - 2 * gap : width - nameWidth - gap;
  return drawn(cells, {
    names: { columns: nameColumns, width: nameWidth, isAbove },
    bands: bandsOf(rest, widths, room),
    widths,
    alignments,
  });
}

/** The lines of a folded table, its header first. */
export function foldedLines(table: FoldingTable, width: number): string[] {
  const { header, rows } = foldedTable(table, width);
  return [...header, ...rows.flat()];
}
