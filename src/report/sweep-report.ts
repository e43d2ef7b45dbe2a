import { basename, extname } from 'node:path';
import type { Experiment } from '../experiment/experiment.js';
import type { Metric } from '../experiment/metrics.js';
import { measuredSets, type ShownSet, shownSets } from '../statistics/shown-sets.js';
import { type Report, readReport } from './report.js';

/** One experiment of a sweep; its report is null while no seed is finished. */
export interface SweepPlace {
  readonly at: number | string;
  readonly experiment: Experiment;
  readonly report: Report | null;
  /** That of the control that the list has of it, where there is one with finished seeds. */
  readonly control: Report | null;
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

/** The experiments of a list that are not the control of another one in it. */
export function withoutControls(experiments: readonly Experiment[]): Experiment[] {
  const controls = experiments.map(({ control }) => control);
  return experiments.filter(({ name }) => !controls.includes(name));
}

/**
 * What the experiments vary, their controls aside, where there are several and all stand on one
 * axis; else null.
 */
export function sweepAxisOf(experiments: readonly Experiment[]): string | null {
  const members = withoutControls(experiments);
  const [axis, ...others] = new Set(members.map(({ at }) => at?.axis ?? null));
  return members.length > 1 && others.length === 0 ? (axis ?? null) : null;
}

/** The name of an experiment's file, from what was typed: a bundled name or a path. */
export function fileName(typed: string): string {
  return basename(typed, extname(typed));
}

/** Where the reports of a sweep come from; a control of `none` shows none. */
interface SweepSource {
  /** Of the list. */
  readonly name: string;
  readonly runs: string;
  readonly control?: string | undefined;
  readonly changes: readonly string[];
}

/** Reads the results of a sweep; null where nothing of it is finished, or where it is none. */
export function readSweep(
  experiments: readonly Experiment[],
  { name, runs, control: asked, changes }: SweepSource,
): SweepReport | null {
  const axis = sweepAxisOf(experiments);
  if (axis === null) return null;
  const places = withoutControls(experiments).flatMap((experiment): SweepPlace[] => {
    if (experiment.at === null) return [];
    const own = experiments.find(({ name }) => name === experiment.control);
    const control = own === undefined || asked === 'none' ? null : readReport(own, runs);
    return [{ at: experiment.at.value, experiment, report: readReport(experiment, runs), control }];
  });
  if (places.every(({ report }) => report === null)) return null;
  const figures = [...new Set(experiments.flatMap(({ figure }) => figure ?? []))];
  return {
    name,
    title: experiments[0]?.title ?? '',
    figure: figures.length === 0 ? null : figures.join('; '),
    axis,
    places,
    changes,
  };
}

/** The experiments of a sweep of which a seed is finished. */
export function finishedPlaces({ places }: SweepReport) {
  return places.flatMap(({ at, report, control }) =>
    report === null ? [] : [{ at, report, control }],
  );
}

/** The sets that any of the experiments has a metric of. */
export function sweepSets(sweep: SweepReport, metric: Metric): ShownSet[] {
  const measured = finishedPlaces(sweep).flatMap(({ report }) => measuredSets(report.rows, metric));
  return shownSets.filter((set) => measured.includes(set));
}
