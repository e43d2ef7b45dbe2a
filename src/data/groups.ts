import { z } from 'zod';
import { didYouMean } from '../errors/did-you-mean.js';

const name = z.string().regex(/^[A-Za-z][\w-]*$/, 'expected letters, digits, - and _');

/** How the definitions of one source are written. */
const sourceOptions = z.strictObject({
  tags: z
    .enum(['one', 'one a definition'])
    .default('one')
    .describe('Whether all its definitions share one tag, or each has another.'),
  label: z
    .string()
    .min(1)
    .optional()
    .describe('What tables and figures call it where sources differ in reliability; tag N else.'),
  sentences: z
    .enum(['reliable', 'unreliable'])
    .optional()
    .describe(
      "In data.definitions of the form 'natural language' or 'is / is not': which of the two " +
        'kinds of sentences it writes. Default: its tag, in words.',
    ),
});

/** The definitions and questions of one group. */
const groupOptions = z.strictObject({
  data: z
    .enum(['X1', 'X2'])
    .describe('X1: what Stage 1 learns. X2: what Stage 2 learns, divided anew by a second seed.'),
  source: z
    .string()
    .nullable()
    .default(null)
    .describe('The source that defines its aliases, a key of data.sources; null: none does.'),
  consistent: z
    .boolean()
    .default(true)
    .describe('Whether its definitions name the entity that the questions are about.'),
  questions: z
    .enum(['train', 'test'])
    .optional()
    .describe(
      "Whether a part of its questions is trained on. Default: 'train' in X1, else 'test'.",
    ),
  aliasInQuestions: z
    .boolean()
    .default(true)
    .describe("Whether questions have the alias; else the entity's own name."),
  inContext: z
    .boolean()
    .default(true)
    .describe('Whether data.inContext puts its definitions before its questions.'),
  exchanged: z
    .boolean()
    .default(false)
    .describe("Whether the evaluation set 'exchanged' asks about it."),
  symbol: z
    .string()
    .min(1)
    .optional()
    .describe('What stands for it in figures. Default: its name.'),
  colour: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/, 'expected a colour such as #1f77b4')
    .optional()
    .describe('Its colour in figures. Default: one that no other group has.'),
  drawn: z
    .int()
    .min(1)
    .optional()
    .describe('Its turn, among the groups of X1 or X2, to take pairs. Default: as listed.'),
});

/** Who defines aliases, in the order of their tags (tag 1 is that of the first). */
export const sourcesOptions = z
  .record(name, sourceOptions)
  .describe('The sources of definitions by name; their order is that of the tags.');

/** The groups of aliases, in the order of tables and figures. */
export const groupsOptions = z
  .record(name, groupOptions)
  .describe('The groups of aliases by name, in the order of tables and figures.');

/** A source of definitions. */
export interface Source extends z.output<typeof sourceOptions> {
  readonly name: string;
  /** Which tag is its own, from 1; null where every definition has another. */
  readonly tag: number | null;
}

/** A group of aliases, in the paper a subset: who defines them, whether truly, what is asked. */
export interface Group {
  readonly name: string;
  /** X1: the data of Stage 1. X2: the data of Stage 2. */
  readonly data: 'X1' | 'X2';
  /** Part of all aliases. */
  readonly share: number;
  /** Null where nothing defines its aliases. */
  readonly source: Source | null;
  /** Whether the definitions name the entity that the questions are about; null without any. */
  readonly consistent: boolean | null;
  readonly trainsQuestions: boolean;
  readonly aliasInQuestions: boolean;
  readonly inContext: boolean;
  readonly exchanged: boolean;
  /** What stands for it in figures, and its colour there; undefined where none is declared. */
  readonly symbol?: string | undefined;
  readonly colour?: string | undefined;
  /** Its turn to take pairs among the groups of X1 or X2. */
  readonly drawn: number;
}

/** What an experiment declares of sources and groups. */
export interface DeclaredGroups {
  readonly sources: z.output<typeof sourcesOptions>;
  readonly groups: z.output<typeof groupsOptions>;
  readonly shares: Readonly<Record<string, number>>;
}

/** The sources in the order of their tags. */
export function sourcesOf({ sources }: Pick<DeclaredGroups, 'sources'>): Source[] {
  let tags = 0;
  return Object.entries(sources).map(([name, source]) => {
    return { ...source, name, tag: source.tags === 'one' ? ++tags : null };
  });
}

/** The groups with their sources and shares, in the order of tables and figures. */
export function groupsOf(declared: DeclaredGroups): Group[] {
  const sources = new Map(sourcesOf(declared).map((source) => [source.name, source]));
  return Object.entries(declared.groups).map(([name, group], index): Group => {
    const { source: by, consistent, questions, drawn = index + 1, ...rest } = group;
    const source = by === null ? null : (sources.get(by) ?? null);
    return {
      ...rest,
      name,
      share: declared.shares[name] ?? 0,
      source,
      consistent: source === null ? null : consistent,
      trainsQuestions: (questions ?? (group.data === 'X1' ? 'train' : 'test')) === 'train',
      drawn,
    };
  });
}

/** Groups by their names; one that is not declared is a RangeError. */
export class GroupTable {
  readonly #byName: ReadonlyMap<string, Group>;

  constructor(readonly all: readonly Group[]) {
    this.#byName = new Map(all.map((group) => [group.name, group]));
  }

  get(name: string): Group {
    const group = this.#byName.get(name);
    if (group === undefined) throw new RangeError(`there is no group ${name}`);
    return group;
  }
}

/** Faults of a declaration: the path of each and what is wrong with it. */
export function* groupFaults(
  declared: DeclaredGroups,
): Generator<[path: PropertyKey[], message: string]> {
  const { sources, groups, shares } = declared;
  const unknown = (given: string, known: readonly string[]) =>
    `${didYouMean(given, known)}; known: ${known.join(', ')}`;
  for (const [name, { source }] of Object.entries(groups)) {
    if (source === null || Object.hasOwn(sources, source)) continue;
    const message = `there is no source "${source}" in data.sources`;
    yield [['groups', name, 'source'], message + unknown(source, Object.keys(sources))];
  }
  for (const name of Object.keys(shares)) {
    if (Object.hasOwn(groups, name)) continue;
    yield [['shares', name], `there is no such group${unknown(name, Object.keys(groups))}`];
  }
}

/**
 * How often a source is right in X1: the part of its aliases there whose definitions are
 * consistent, from 0 to 1; null where it defines none (paper, Sec. 3.3: alpha).
 */
export function reliabilityOf(source: string, groups: readonly Group[]): number | null {
  const own = groups.filter((group) => group.data === 'X1' && group.source?.name === source);
  const all = own.reduce((sum, { share }) => sum + share, 0);
  if (all === 0) return null;
  return own.reduce((sum, { share, consistent }) => sum + (consistent ? share : 0), 0) / all;
}

/**
 * Whether sources differ in X1 as they are listed, the more reliable first, so that there is something
 * to learn about them. False for a control, and where a later source is right more often. True where
 * fewer than two sources with a tag of their own define anything there.
 */
export function sourcesDiffer(groups: readonly Group[]): boolean {
  const sources = new Map(groups.flatMap(({ source }) => (source ? [[source.name, source]] : [])));
  const right = [...sources.values()]
    .filter(({ tag }) => tag !== null)
    .sort((a, b) => (a.tag ?? 0) - (b.tag ?? 0))
    .flatMap(({ name }) => reliabilityOf(name, groups) ?? []);
  if (right.length < 2) return true;
  // Shares such as 0.25 x 0.5 are not exact.
  const falls = right.slice(1).map((rate, i) => (right[i] ?? 0) - rate);
  return falls.every((fall) => fall > -1e-9) && falls.some((fall) => fall > 1e-9);
}
