import type { z } from 'zod';
import { type Contrast, contrastFaults, contrastsOptions } from './contrasts.js';
import { type DeclaredGroups, groupFaults, groupsOptions, sourcesOptions } from './groups.js';
import { tableOne } from './presets/table-1.js';
import { sharesOptions } from './shares.js';

/**
 * What every kind of data declares of its design: sources, groups, how many aliases each group gets
 * and what is compared. The default is the paper's Table 1, its groups and contrasts.
 */
export const designShape = {
  sources: sourcesOptions.default(tableOne.sources),
  groups: groupsOptions.default(tableOne.groups),
  contrasts: contrastsOptions.optional(),
  shares: sharesOptions,
};

/** A design as it is declared, with what may be left out. */
interface Declared extends DeclaredGroups {
  readonly contrasts?: readonly Contrast[] | undefined;
}

/** Adds an issue for every fault of a design: for zod's `superRefine`. */
export function checkDesign(
  declared: Declared,
  context: { addIssue(issue: { code: 'custom'; path: PropertyKey[]; message: string }): void },
): void {
  const contrasts = declared.contrasts ?? [];
  const faults = [
    ...groupFaults(declared),
    ...contrastFaults(contrasts, Object.keys(declared.groups)),
  ];
  for (const [path, message] of faults) context.addIssue({ code: 'custom', path, message });
}

/** With the contrasts filled in: those of Table 1 between groups that there are. */
export function withContrasts<Options extends Declared>(
  options: Options,
): Omit<Options, 'contrasts'> & { contrasts: readonly Contrast[] } {
  const { groups, contrasts } = options;
  const known = tableOne.contrasts.filter(
    ({ minuend, subtrahend }) =>
      Object.hasOwn(groups, minuend) && Object.hasOwn(groups, subtrahend),
  );
  return { ...options, contrasts: contrasts ?? known };
}

/** A design with every default filled in. */
export type Design = DeclaredGroups & { readonly contrasts: readonly Contrast[] };

/** A design as it is written. */
export type DesignInput = {
  readonly [Key in keyof typeof designShape]?: z.input<(typeof designShape)[Key]>;
};

/** The options without what only tables and figures show: contrasts, labels, symbols and colours. */
export function withoutLooks<Options extends Design>(options: Options): Options {
  const sources = Object.entries(options.sources).map(([name, { label: _, ...own }]) => [
    name,
    own,
  ]);
  const groups = Object.entries(options.groups).map(
    ([name, { symbol: _symbol, colour: _colour, ...own }]) => [name, own],
  );
  return {
    ...options,
    sources: Object.fromEntries(sources),
    groups: Object.fromEntries(groups),
    contrasts: [],
  };
}

/**
 * The order in which sources and groups are declared, which decides tags, draws and the order of
 * documents; nothing where it is that of Table 1.
 */
export function declaredOrder({ sources, groups }: Design): {
  readonly order?: { readonly sources: readonly string[]; readonly groups: readonly string[] };
} {
  const order = { sources: Object.keys(sources), groups: Object.keys(groups) };
  const paper = { sources: Object.keys(tableOne.sources), groups: Object.keys(tableOne.groups) };
  return JSON.stringify(order) === JSON.stringify(paper) ? {} : { order };
}
