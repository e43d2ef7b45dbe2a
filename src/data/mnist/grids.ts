import { UserError } from '../../errors/user-error.js';
import { MersenneTwister } from '../../random/mersenne-twister.js';
import { deriveFalsePairs } from '../derangement.js';
import { type Group, groupsOf, sourcesOf } from '../groups.js';
import type { Pair } from '../pairs.js';
import { cuttingOrder } from '../shares.js';
import { imageSize, type MnistOptions, tagSquare, targetName } from './options.js';

/** A variable, the entity that it stands for, and what its definition says. */
export interface GridPair {
  readonly subset: string;
  /** Digit of each cell, row by row. */
  readonly variable: Uint8Array;
  /** Target of each cell, from 0. */
  readonly entity: Uint8Array;
  /** What its definition shows; another pair's entity where definitions are false, else null. */
  readonly defined: Uint8Array | null;
  /** Its define tag, from 1; 0 for none. */
  readonly tag: number;
  /** The cell that no training question asks about; null where no question trains. */
  readonly leftOut: number | null;
}

/** Who is defined and asked about in images, for one first seed. */
export interface GridData {
  readonly options: MnistOptions;
  readonly pairs: ReadonlyMap<string, readonly GridPair[]>;
  /** White (1) or black (0) of each square of the rows of tags 1, 2, ... */
  readonly tags: readonly Uint8Array[];
}

/** Cells of a grid. */
export const cellCount = ({ grid }: Pick<MnistOptions, 'grid'>): number => grid * grid;

/**
 * Draws variables (no two alike), entities, false definitions, left-out cells and tags from the
 * first seed, each from a generator of its own. Throws a UserError where a group is too small for
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
  const pairs = sizes.map(([group, size]): [string, GridPair[]] => {
    const { name: subset, source, consistent, trainsQuestions } = group;
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
        defined: source === null ? null : (said[i] ?? null),
        tag: source?.tag ?? 0,
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

/** How many pairs each group gets, in the order in which they are given out. */
export function pairsOf(
  options: Pick<MnistOptions, 'pairs' | 'sources' | 'groups' | 'shares'>,
): [Group, number][] {
  return cuttingOrder(groupsOf(options)).flatMap((group): [Group, number][] => {
    const { name, share } = group;
    if (share === 0) return [];
    const size = Math.round(share * options.pairs);
    if (size > 0) return [[group, size]];
    throw new UserError(
      `data.pairs: of ${options.pairs} pairs, ${name} gets none at a share of ${share}`,
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

/** The entities dealt anew among a group's variables, so that no definition is true. */
function deal(
  subset: string,
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

function falsePairs(subset: string, pairs: readonly Pair[], random: MersenneTwister): Pair[] {
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

/** Bits of the tag of each source, no two alike. */
function drawTags(options: MnistOptions, random: MersenneTwister): Uint8Array[] {
  const squares = Math.floor(imageSize(options) / tagSquare(options));
  const tags = new Map<string, Uint8Array>();
  const wanted = sourcesOf(options).filter(({ tag }) => tag !== null).length;
  if (wanted > 2 ** squares) {
    throw new UserError(
      `data.sources: ${squares} squares have ${2 ** squares} tags, but ${wanted} sources need one`,
    );
  }
  while (tags.size < wanted) {
    const bits = drawCells(squares, 2, random);
    tags.set(bits.join(''), bits);
  }
  return [...tags.values()];
}
