import { UserError } from '../../errors/user-error.js';
import { MersenneTwister } from '../../random/mersenne-twister.js';
import { deriveFalsePairs } from '../derangement.js';
import type { Pair } from '../pairs.js';
import { cuttingOrder, type Shares } from '../shares.js';
import { type Subset, subsets } from '../subsets.js';
import { imageSize, type MnistOptions, tagSquare, targetName } from './options.js';

/** A variable, the entity that it stands for, and what its definition says. */
export interface GridPair {
  readonly subset: Subset;
  /** Digit of each cell, row by row. */
  readonly variable: Uint8Array;
  /** Target of each cell, from 0. */
  readonly entity: Uint8Array;
  /** What its definition shows; another pair's entity where definitions are false, else null. */
  readonly defined: Uint8Array | null;
  /** 1 to 3 for its define tag, 0 for none. */
  readonly tag: number;
  /** The cell that no training question asks about; null where no question trains. */
  readonly leftOut: number | null;
}

/** Who is defined and asked about in images, for one first seed. */
export interface GridData {
  readonly options: MnistOptions;
  readonly pairs: ReadonlyMap<Subset, readonly GridPair[]>;
  /** White (1) or black (0) of each square of the rows of tags 1, 2 and 3. */
  readonly tags: readonly Uint8Array[];
}

/** Cells of a grid. */
export const cellCount = ({ grid }: Pick<MnistOptions, 'grid'>): number => grid * grid;

/**
 * Draws variables (no two alike), entities, false definitions, left-out cells and tags from the
 * first seed, each from a generator of its own. Throws a UserError where a subset is too small for
 * false definitions or gets no pair at all.
 */
export function drawGrids(options: MnistOptions, seed: number): GridData {
  const named = (what: string): MersenneTwister => MersenneTwister.named(seed, `MNIST ${what}`);
  const random = {
    variables: named('variables'),
    entities: named('entities'),
    falseDefinitions: named('false definitions'),
    leftOut: named('left-out cells'),
  };
  const cells = cellCount(options);
  const sizes = pairsOf(options);
  const variables = drawVariables(
    cells,
    sizes.reduce((sum, [, size]) => sum + size, 0),
    random.variables,
  );
  let start = 0;
  const pairs = sizes.map(([subset, size]): [Subset, GridPair[]] => {
    const { defined, consistent, tag, trainsQuestions } = subsets[subset];
    const own = variables.slice(start, start + size).map((variable) => ({
      variable,
      entity: drawCells(cells, options.targets, random.entities),
      leftOut: trainsQuestions ? random.leftOut.randrange(0, cells) : null,
    }));
    start += size;
    const entities = own.map(({ entity }) => entity);
    const said = consistent === false ? deal(subset, own, random.falseDefinitions) : entities;
    return [
      subset,
      own.map((one, i) => ({
        subset,
        ...one,
        defined: defined ? (said[i] ?? null) : null,
        tag: typeof tag === 'number' ? tag : 0,
      })),
    ];
  });
  return { options, pairs: new Map(pairs), tags: drawTags(options, named('tags')) };
}

/** A grid's cells as text, a word a row: `352 187 942` of digits, `ABB AAB BBA` of targets. */
export function gridText(cells: Uint8Array, of: 'digits' | 'targets'): string {
  const names = Array.from(cells, (cell) => (of === 'digits' ? String(cell) : targetName(cell)));
  const side = Math.sqrt(cells.length);
  return Array.from({ length: side }, (_, row) =>
    names.slice(row * side, (row + 1) * side).join(''),
  ).join(' ');
}

/** How many pairs each subset gets, in the order in which they are given out. */
export function pairsOf({
  pairs,
  shares,
}: {
  readonly pairs: number;
  readonly shares: Shares;
}): [Subset, number][] {
  return cuttingOrder.flatMap((subset): [Subset, number][] => {
    const share = shares[subset] ?? 0;
    if (share === 0) return [];
    const size = Math.round(share * pairs);
    if (size > 0) return [[subset, size]];
    throw new UserError(
      `data.pairs: of ${pairs} pairs, ${subset} gets none at a share of ${share}`,
    );
  });
}

function drawCells(cells: number, values: number, random: MersenneTwister): Uint8Array {
  return Uint8Array.from({ length: cells }, () => random.randrange(0, values));
}

function drawVariables(cells: number, count: number, random: MersenneTwister): Uint8Array[] {
  const drawn = new Map<string, Uint8Array>();
  while (drawn.size < count) {
    const variable = drawCells(cells, 10, random);
    const key = variable.join('');
    if (!drawn.has(key)) drawn.set(key, variable);
  }
  return [...drawn.values()];
}

/** The entities dealt anew among a subset's variables, so that no definition is true. */
function deal(
  subset: Subset,
  own: readonly Pick<GridPair, 'variable' | 'entity'>[],
  random: MersenneTwister,
): Uint8Array[] {
  const nameOf = ({ entity }: (typeof own)[number]): string =>
    Array.from(entity, targetName).join('');
  const entities = new Map(own.map((one) => [nameOf(one), one.entity]));
  const pairs = own.map((one) => ({ alias: one.variable.join(''), entity: nameOf(one) }));
  const dealt = new Map(falsePairs(subset, pairs, random).map((one) => [one.alias, one.entity]));
  return own.map((one) => entities.get(dealt.get(one.variable.join('')) ?? '') ?? one.entity);
}

function falsePairs(subset: Subset, pairs: readonly Pair[], random: MersenneTwister): Pair[] {
  try {
    return deriveFalsePairs(pairs, random);
  } catch (cause) {
    const { message } = cause as Error;
    throw new UserError(
      `data.pairs: ${subset}, which gets ${pairs.length}, is too small: ${message}`,
      { cause },
    );
  }
}

/** Bits of the three tags, no two tags alike. */
function drawTags(options: MnistOptions, random: MersenneTwister): Uint8Array[] {
  const squares = Math.floor(imageSize(options) / tagSquare(options));
  const tags = new Map<string, Uint8Array>();
  while (tags.size < 3) {
    const bits = drawCells(squares, 2, random);
    tags.set(bits.join(''), bits);
  }
  return [...tags.values()];
}
