import type { Dataset } from '../src/data/dataset.js';
import { type Group, groupsOf } from '../src/data/groups.js';
import { type DataInput, type DataOptions, dataOptions, textKind } from '../src/data/kinds.js';
import { type TableOneGroup, tableOne } from '../src/data/presets/table-1.js';
import type { Shares } from '../src/data/shares.js';

/** The groups of the paper's Table 1 at the given shares; the others have none. */
export const groupsWith = (shares: Shares = {}): Group[] => groupsOf({ ...tableOne, shares });

/** The names of the groups of Table 1, in its order. */
export const groupNames = Object.keys(tableOne.groups) as TableOneGroup[];

/** A group of Table 1. */
export function groupNamed(name: string): Group {
  const group = groupsWith().find((one) => one.name === name);
  if (group === undefined) throw new RangeError(`Table 1 has no group ${name}`);
  return group;
}

/** Data options in texts, every default filled in. */
export const parsedData = (written: DataInput | object): DataOptions => dataOptions.parse(written);

/** The data set of such options. */
export function datasetOf(options: DataOptions, first = 0, second = 0, test = first): Dataset {
  const kind = textKind(options);
  return kind.dataset(options, kind.facts(options, first), { first, second, test });
}
