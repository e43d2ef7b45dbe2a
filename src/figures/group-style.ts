import { type Group, sourcesDiffer } from '../data/groups.js';
import { colours } from './colours.js';
import { type MarkShape, markShapes } from './marks/series.js';

/**
 * How figures and tables show groups of aliases, by the groups' names. A name without a style is a
 * RangeError.
 */
export interface GroupStyles {
  /** In the order in which they are drawn: X1's groups before X2's. */
  readonly groups: readonly Group[];
  /** Their names. */
  readonly order: readonly string[];
  /** What stands for the group where there is little room. */
  symbolOf(name: string): string;
  /** What it is, for somebody who has not read the paper. */
  meaningOf(name: string): string;
  colourOf(name: string): string;
  /** Pixels on, pixels off, and so on, of its line; empty where it is drawn through, as of X2. */
  dashOf(name: string): readonly number[];
  /** The shape of its points. */
  markOf(name: string): MarkShape;
  /** Whether it is of the data of Stage 1 or of Stage 2. */
  dataOf(name: string): Group['data'];
  /** Whether its definitions name another entity than the one that its questions are about. */
  isFalselyDefined(name: string): boolean;
}

/** Two groups that are compared. */
export type GroupPair = Readonly<Record<'upper' | 'lower', string>>;

/** Colours of groups that declare none, in this order. */
const palette: readonly string[] = Object.values(colours);

/** Lines of X1's groups are broken, of each in its own way; those of X2's are drawn through. */
const brokenLines = [
  [6, 3],
  [2, 2],
  [9, 3, 2, 3],
  [4, 2],
  [9, 2, 2, 2, 2, 2],
] as const;
/** Of X2's, where marks are given out for a second or third time. */
const laterLines = [[], [14, 3], [1, 3]] as const;

/**
 * The groups as they are declared, with their symbols and colours; groups without one have their
 * name, and a colour that no other group has as long as there are some. Every group differs from
 * every other in its mark or in the dashes of its line, so that colours are not needed: X2's groups
 * have the first marks, X1's those after them, of as many groups as there are declared. Where the
 * sources do not differ in reliability, as in a control, they are called by their tag's number.
 */
export function groupStyles(declared: readonly Group[]): GroupStyles {
  const groups = (['X1', 'X2'] as const).flatMap((data) =>
    declared.filter((group) => group.data === data),
  );
  const used = new Set(groups.map(({ colour }) => colour));
  const free = palette.filter((colour) => !used.has(colour));
  const given = free.length > 0 ? free : palette;
  const undeclared = groups.filter(({ colour }) => colour === undefined);
  const marked = [...groups].sort((a, b) => b.data.localeCompare(a.data));
  const looks = new Map(
    groups.map((group) => {
      const turn = undeclared.indexOf(group);
      const colour = group.colour ?? given[turn % given.length] ?? colours.black;
      return [
        group.name,
        { group, colour, ...lineOf(group, marked.indexOf(group), groups.indexOf(group)) },
      ];
    }),
  );
  const lookOf = (name: string) => {
    const look = looks.get(name);
    if (look !== undefined) return look;
    throw new RangeError(
      `no style for the group ${name}; there are ${[...looks.keys()].join(', ')}`,
    );
  };
  const differ = sourcesDiffer(groups);
  return {
    groups,
    order: groups.map(({ name }) => name),
    symbolOf: (name) => lookOf(name).group.symbol ?? name,
    meaningOf: (name) => meaning(lookOf(name).group, groups, differ),
    colourOf: (name) => lookOf(name).colour,
    dashOf: (name) => lookOf(name).dash,
    markOf: (name) => lookOf(name).mark,
    dataOf: (name) => lookOf(name).group.data,
    isFalselyDefined: (name) => lookOf(name).group.consistent === false,
  };
}

/** The mark of the group that is given one as the `turn`-th, and the dashes of its line. */
function lineOf({ data }: Group, turn: number, index: number) {
  const round = Math.floor(turn / markShapes.length);
  const dash =
    data === 'X1' ? brokenLines[index % brokenLines.length] : laterLines[round % laterLines.length];
  const shown: readonly number[] = dash ?? [];
  return { mark: markShapes[turn % markShapes.length] ?? markShapes[0], dash: shown };
}

/** `reliable tag, true`: who defines the aliases of a group, and whether truly. */
function meaning(group: Group, groups: readonly Group[], differ: boolean): string {
  const { source, consistent, aliasInQuestions } = group;
  if (source === null) return aliasInQuestions ? 'no definition' : 'asked by own name';
  const isLearnt = groups.some(
    (one) => one.data === 'X1' && one.share > 0 && one.source?.name === source.name,
  );
  const numbered = !differ && source.tag !== null && isLearnt;
  const name = numbered ? `tag ${source.tag}` : (source.label ?? source.name);
  return `${name}, ${consistent ? 'true' : 'false'}`;
}
