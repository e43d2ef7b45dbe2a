import { intervalJson } from '../statistics/paired-json.js';
import type { Study } from '../study/resolve-study.js';
import type { MemberReport, ReportSource } from './compared-report.js';
import { type SweepTrend, sweepTrends } from './evidence/sweep-trends.js';
import { memberJson } from './member-json.js';
import { type ReportJson, reportVersion, type TrendJson } from './report-schema.js';
import type { SweepReport } from './sweep-report.js';

/** What there is to print. */
interface Shown {
  readonly study: Study;
  readonly source: ReportSource;
  readonly sweep: SweepReport | null;
  readonly members: readonly MemberReport[];
}

/** A trend as plain data; slopes are differences in exact match a unit of the axis. */
function trendJson({ name, isMinusControl, summary }: SweepTrend): TrendJson {
  const { mean, ci95, t, df, p, seeds } = summary;
  const own = seeds.map(({ seed, value }) => ({ seed, value }));
  const slope = { mean, ...intervalJson(ci95, 't'), t, df, p, n: seeds.length };
  return { name, minusControl: isMinusControl, ...slope, seeds: own };
}

/** What finished runs of a study show as plain data (`reportSchema`), to be printed by `--json`. */
export function reportJson({ study, source, sweep, members }: Shown): ReportJson {
  const { name, title, figure, axis } = study;
  const { runs, changes, equivalence } = source;
  const places = (finished: boolean) =>
    (sweep?.members ?? []).flatMap(({ at, report }) =>
      (report !== null) === finished ? [at] : [],
    );
  return {
    version: reportVersion,
    study: { name, title, figure, axis, changes, runs },
    members: members.flatMap(({ compared }) =>
      compared === null ? [] : [memberJson(compared, runs, equivalence)],
    ),
    damaged: members.flatMap(({ damaged }) =>
      damaged.flatMap(({ experiment, seeds }) =>
        [...seeds].map(([seed, what]) => ({ experiment: experiment.name, seed, what })),
      ),
    ),
    sweep:
      sweep === null
        ? null
        : {
            axis: sweep.axis,
            finished: places(true),
            unfinished: places(false),
            trends: sweepTrends(sweep).map(trendJson),
          },
  };
}
