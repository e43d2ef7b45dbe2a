import { beside } from './report.js';
import { reportJson } from './report-json.js';
import type { ReportJson } from './report-schema.js';
import type { SweepReport } from './sweep-report.js';

/** A sweep as programs read it. */
export interface SweepJson {
  /** The study's name. */
  readonly sweep: string;
  readonly figure: string | null;
  readonly axis: string;
  /** The experiments of which a seed is finished, in the order of the study. */
  readonly experiments: readonly ReportJson[];
  /** Where the others stand on the axis. */
  readonly unfinished: readonly (number | string)[];
}

/** A sweep as plain data, to be printed by `--json`. */
export function sweepJson({ name, figure, axis, members }: SweepReport): SweepJson {
  return {
    sweep: name,
    figure,
    axis,
    experiments: members.flatMap(({ at, report, control }) =>
      report === null
        ? []
        : [reportJson(beside(report, control, { figure, at: { axis, value: at } }))],
    ),
    unfinished: members.flatMap(({ at, report }) => (report === null ? [at] : [])),
  };
}
