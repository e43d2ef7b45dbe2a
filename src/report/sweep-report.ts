import type { Experiment } from '../experiment/experiment.js';
import type { Metric } from '../experiment/metrics.js';
import { measuredSets, type ShownSet, shownSets } from '../statistics/shown-sets.js';
import { type Study, sweepAxis } from '../study/resolve-study.js';
import type { MemberReport } from './compared-report.js';
import type { Report } from './report.js';

/** One experiment of a sweep; its report is null while no seed is finished. */
export interface SweepMember {
  readonly at: number | string;
  readonly experiment: Experiment;
  readonly report: Report | null;
  /** That of its control, where there is one with finished seeds. */
  readonly control: Report | null;
}

/** Members of a study that differ in one thing, and what their finished runs say. */
export interface SweepReport {
  /** The study's. */
  readonly name: string;
  readonly title: string;
  /** The paper's figure. */
  readonly figure: string | null;
  readonly axis: string;
  readonly members: readonly SweepMember[];
  /** What differs from the experiments as they are defined. */
  readonly changes: readonly string[];
}

/** What the members of a study show along its axis; null where they stand on none. */
export function sweepReport(
  study: Study,
  reports: readonly MemberReport[],
  changes: readonly string[],
): SweepReport | null {
  const { name, title, figure } = study;
  const axis = sweepAxis(study);
  if (axis === null) return null;
  const members = reports.flatMap(({ member: { at, experiment }, compared }): SweepMember[] =>
    at === null
      ? []
      : [{ at, experiment, report: compared?.report ?? null, control: compared?.control ?? null }],
  );
  return { name, title, figure, axis, members, changes };
}

/** The members of a sweep that have a finished seed. */
export function finishedMembers({ members }: SweepReport) {
  return members.flatMap(({ at, report, control }) =>
    report === null ? [] : [{ at, report, control }],
  );
}

/** The sets that any of the experiments has a metric of. */
export function sweepSets(sweep: SweepReport, metric: Metric): ShownSet[] {
  const measured = finishedMembers(sweep).flatMap(({ report }) =>
    measuredSets(report.rows, metric),
  );
  return shownSets.filter((set) => measured.includes(set));
}
