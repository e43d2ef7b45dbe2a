import { groupsOf } from '../data/groups.js';
import type { Experiment } from '../experiment/experiment.js';
import { type ReportSource, unfinishedError } from '../report/compared-report.js';
import { commitOf } from '../runs/environment-record.js';
import { type ExperimentRecord, readRecord } from '../runs/experiment-record.js';
import type { StageRun } from '../runs/folder.js';
import type { FinishedTests } from '../runs/stage-record.js';
import type { Member, Study } from '../study/resolve-study.js';
import { counted } from '../text/counted.js';

/** An experiment in a table, and where it stands in its study. */
export interface ExportedExperiment {
  readonly experiment: Experiment;
  readonly isControl: boolean;
  readonly axis: string | null;
  /** A control stands where its member does. */
  readonly at: number | string | null;
  readonly record: ExperimentRecord;
  /** The source that defines each group's aliases; groups that nothing defines are left out. */
  readonly sources: ReadonlyMap<string, string>;
}

/** A finished stage of an experiment in a table, of which some tests or its training are meant. */
export interface ExportedRun {
  readonly of: ExportedExperiment;
  readonly run: StageRun;
  /** The commit that tested or trained it. */
  readonly commit: string | null;
}

/** A finished stage of an experiment in a table, and all its tests. */
export interface ExportedStage {
  readonly of: ExportedExperiment;
  readonly run: StageRun;
  readonly tests: readonly FinishedTests[];
}

/** A study with where its runs are. */
export interface ExportedStudy {
  readonly study: Study;
  readonly source: ReportSource;
}

/**
 * The experiments of studies of which a seed is finished, members before their controls, each once.
 * Throws a UserError that says what to run where nothing of a study is finished, or of a control
 * that is needed.
 */
export function exportedExperiments(studies: readonly ExportedStudy[]): {
  readonly experiments: readonly ExportedExperiment[];
  /** What is not finished, a line each. */
  readonly notes: readonly string[];
  /** Whether seeds are left out because files of theirs are damaged. */
  readonly isDamaged: boolean;
} {
  const found = studies.flatMap(({ study, source }) => {
    const members = study.members.flatMap((member) => ofMember(study, member, source));
    const [first] = study.members;
    if (first !== undefined && members.every(({ record }) => record.finished.length === 0))
      throw unfinishedError(first.experiment, source, source.commands.train);
    return members;
  });
  const keyOf = ({ experiment, record }: ExportedExperiment): string =>
    JSON.stringify([experiment.name, record.runs.map(({ run }) => run.folder), record.missing]);
  const once = [...new Map(found.toReversed().map((one) => [keyOf(one), one])).values()].reverse();
  const finished = once.filter(({ record }) => record.finished.length > 0);
  const isDamaged = once.some(({ record }) => record.damaged.size > 0);
  const ofSources = studies.flatMap(({ source }) => source.notes ?? []);
  const notes = [...new Set([...ofSources, ...once.flatMap(noteOf)])];
  return { experiments: finished, notes, isDamaged };
}

function ofMember(
  { axis }: Study,
  { experiment, control, at }: Member,
  source: ReportSource,
): ExportedExperiment[] {
  const read = (one: Experiment, isControl: boolean): ExportedExperiment => {
    const defined = groupsOf(one.data).flatMap(({ name, source }): [string, string][] =>
      source === null ? [] : [[name, source.name]],
    );
    const record = readRecord(one, source.runs);
    return { experiment: one, isControl, axis, at, record, sources: new Map(defined) };
  };
  const own = read(experiment, false);
  if (control === null) return [own];
  const beside = read(control, true);
  if (beside.record.finished.length > 0) return [own, beside];
  if (source.needsControls) throw unfinishedError(control, source, source.commands.control);
  return [own];
}

function noteOf({ experiment, record }: ExportedExperiment): string[] {
  const { finished, missing, damaged } = record;
  const broken = [...damaged].map(
    ([seed, what]) => `${experiment.name}: seed ${seed} is left out: ${what}`,
  );
  if (missing.length === 0) return broken;
  const all = counted(finished.length + missing.length, 'seed');
  const left = finished.length === 0 ? '; it is left out' : '';
  return [`${experiment.name}: ${finished.length} of ${all} finished${left}`, ...broken];
}

/** Every finished stage. */
export function exportedStages(experiments: readonly ExportedExperiment[]): ExportedStage[] {
  return experiments.flatMap((of) => of.record.runs.map(({ run, tests }) => ({ of, run, tests })));
}

/** A stage as rows from one of its folders have it: its own, of training, or that of some tests. */
export function madeIn({ of, run }: ExportedStage, folder: string): ExportedRun {
  return { of, run, commit: commitOf(folder) };
}
