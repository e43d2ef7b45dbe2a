import type { Study } from '../study/resolve-study.js';
import type { MemberReport, ReportSource } from './compared-report.js';
import { memberJson } from './member-json.js';
import { type ReportJson, reportVersion } from './report-schema.js';
import type { SweepReport } from './sweep-report.js';

/** What there is to print. */
interface Shown {
  readonly study: Study;
  readonly source: ReportSource;
  readonly sweep: SweepReport | null;
  readonly members: readonly MemberReport[];
}

/** What finished runs of a study show as plain data (`reportSchema`), to be printed by `--json`. */
export function reportJson({ study, source, sweep, members }: Shown): ReportJson {
  const { name, title, figure, axis } = study;
  const { runs, changes } = source;
  const places = (finished: boolean) =>
    (sweep?.members ?? []).flatMap(({ at, report }) =>
      (report !== null) === finished ? [at] : [],
    );
  return {
    version: reportVersion,
    study: { name, title, figure, axis, changes, runs },
    members: members.flatMap(({ compared }) =>
      compared === null ? [] : [memberJson(compared, runs)],
    ),
    damaged: members.flatMap(({ damaged }) =>
      damaged.flatMap(({ experiment, seeds }) =>
        [...seeds].map(([seed, what]) => ({ experiment: experiment.name, seed, what })),
      ),
    ),
    sweep:
      sweep === null
        ? null
        : { axis: sweep.axis, finished: places(true), unfinished: places(false) },
  };
}
