import { UserError } from '../errors/user-error.js';
import type { Experiment } from '../experiment/experiment.js';
import { readRecord } from '../runs/experiment-record.js';
import type { Member, Study } from '../study/resolve-study.js';
import { beside, type ComparedReport, readReport } from './report.js';

/** Where the reports of a study come from. */
export interface ReportSource {
  readonly runs: string;
  /** What differs from the study as it is defined, such as assignments of `--set`. */
  readonly changes: readonly string[];
  /** The commands that train what is missing of the study, and of its controls. */
  readonly commands: { readonly train: string; readonly control: string };
  /** The command that trains a member, and its control, with these first seeds. */
  readonly seedsCommand?: (seeds: readonly number[], withControl: boolean) => string;
  /** Whether a control without a finished seed is an error; default: false. */
  readonly needsControls?: boolean;
}

/** A member of a study and, where a seed of it is finished, what it shows beside its control. */
export interface MemberReport {
  readonly member: Member;
  readonly compared: ComparedReport | null;
}

/**
 * The error where nothing of an experiment is finished; it says what to run, and what the tests of a
 * seed lack that is trained.
 */
export function unfinishedError(experiment: Experiment, runs: string, command: string): UserError {
  const [trained] = readRecord(experiment, runs).untested;
  const why = trained === undefined ? '' : ` (seed ${trained[0]} is trained, but ${trained[1]})`;
  return new UserError(
    `no seed of "${experiment.name}" is finished in ${runs}${why}; train it with: ${command}`,
  );
}

/**
 * Reads the reports of a study's members, each beside its control: the one way in which reports and
 * figures find controls. Throws a UserError where a control that is needed has no finished seed.
 */
export function readMembers(
  { figure, axis, members }: Study,
  { runs, changes, commands, needsControls = false }: ReportSource,
): MemberReport[] {
  return members.map((member): MemberReport => {
    const report = readReport(member.experiment, runs, member);
    if (report === null) return { member, compared: null };
    const control = member.control === null ? null : readReport(member.control, runs);
    if (needsControls && member.control !== null && control === null)
      throw unfinishedError(member.control, runs, commands.control);
    const at = axis === null || member.at === null ? null : { axis, value: member.at };
    return { member, compared: beside(report, control, { changes, figure, at }) };
  });
}
