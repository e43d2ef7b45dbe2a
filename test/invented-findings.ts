import type { Findings, Found } from '../src/analyses/findings.js';
import { inventedExperiment } from './invented-report.js';

/** What an analysis would have found in an experiment of this name; its alpha is 1 by default. */
export function invented<Summary>(name: string, summary: Summary, alpha = 1): Found<Summary> {
  return { experiment: inventedExperiment(name, { alpha }), summary };
}

/** The findings of one experiment beside its control. */
export function alone<Summary, Paper>(
  own: Found<Summary>,
  control: Found<Summary> | null,
  paper: Paper | null = null,
): Findings<Summary, Paper> {
  const { name } = own.experiment;
  return { name, axis: null, members: [{ ...own, at: name, control, paper }], changes: [] };
}

/** The findings of a list along an axis. */
export function along<Summary, Paper>(
  axis: string,
  members: readonly {
    readonly at: number | string;
    readonly own: Found<Summary>;
    readonly control: Found<Summary> | null;
  }[],
): Findings<Summary, Paper> {
  const own = members.map(({ at, own, control }) => ({ ...own, at, control, paper: null }));
  return { name: 'list', axis, members: own, changes: [] };
}
