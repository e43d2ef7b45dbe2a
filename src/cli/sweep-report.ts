import { basename, extname } from 'node:path';
import { measuredSets, type ShownSet, shownSets } from '../analysis/shown-sets.js';
import type { Experiment } from '../stages/experiment.js';
import type { Metric } from '../stages/metrics.js';
import { type Report, readReport } from './report.js';

/** One experiment of a sweep; its report is null while no seed is finished. */
export interface SweepPlace {
  readonly at: number | string;
  readonly experiment: Experiment;
  readonly report: Report | null;
}

/** A list of experiments that differ in one thing, and what their finished runs say. */
export interface SweepReport {
  /** The name of the file that has them. */
  readonly name: string;
  readonly title: string;
  /** The paper's figures, each once. */
  readonly figure: string | null;
  readonly axis: string;
  readonly places: readonly SweepPlace[];
  /** What differs from the experiments as they are defined. */
  readonly changes: readonly string[];
}

/** What the experiments vary, where there are several and all stand on one axis; else null. */
export function sweepAxisOf(experiments: readonly Experiment[]): string | null {
  const [axis, ...others] = new Set(experiments.map(({ at }) => at?.axis ?? null));
  return experiments.length > 1 && others.length === 0 ? (axis ?? null) : null;
}

/** The name of an experiment's file, from what was typed: a bundled name or a path. */
export function fileName(typed: string): string {
  return basename(typed, extname(typed));
}

/** Reads the results of a sweep; null where nothing of it is finished, or where it is none. */
export function readSweep(
  experiments: readonly Experiment[],
  { typed, runs, changes }: { typed: string; runs: string; changes: readonly string[] },
): SweepReport | null {
  const axis = sweepAxisOf(experiments);
  if (axis === null) return null;
  const places = experiments.flatMap((experiment) =>
    experiment.at === null
      ? []
      : [{ at: experiment.at.value, experiment, report: readReport(experiment, runs) }],
  );
  if (places.every(({ report }) => report === null)) return null;
  const figures = [...new Set(experiments.flatMap(({ figure }) => figure ?? []))];
  return {
    name: fileName(typed),
    title: experiments[0]?.title ?? '',
    figure: figures.length === 0 ? null : figures.join('; '),
    axis,
    places,
    changes,
  };
}

/** The experiments of a sweep of which a seed is finished. */
export function finishedPlaces({ places }: SweepReport) {
  return places.flatMap(({ at, report }) => (report === null ? [] : [{ at, report }]));
}

/** The sets that any of the experiments has a metric of. */
export function sweepSets(sweep: SweepReport, metric: Metric): ShownSet[] {
  const measured = finishedPlaces(sweep).flatMap(({ report }) => measuredSets(report.rows, metric));
  return shownSets.filter((set) => measured.includes(set));
}
