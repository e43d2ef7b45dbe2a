import { UserError } from '../errors/user-error.js';
import type { Experiment } from '../experiment/experiment.js';
import { type ExperimentRecord, readRecord } from '../runs/experiment-record.js';
import { canBeFound } from '../runs/folder.js';
import { absentText, otherVersionTexts } from '../runs/store/other-versions.js';
import type { Member, Study } from '../study/resolve-study.js';
import {
  beside,
  type ComparedReport,
  type Report,
  type ReportOptions,
  summariseRecord,
} from './report.js';
import { unlikeText } from './unlike-machines.js';

/** Where the reports of a study come from. */
export interface ReportSource {
  readonly runs: string;
  /** What differs from the study as it is defined, such as assignments of `--set`. */
  readonly changes: readonly string[];
  /** The commands that train what is missing of the study, and of its controls. */
  readonly commands: {
    readonly train: string;
    readonly control: string;
    /** What trains a seed again, but for `--seed N` at its end. */
    readonly rerun?: string;
    /** What reports an experiment of the folder by its identity, which follows at its end. */
    readonly report?: string;
  };
  /** The command that trains a member, and its control, with these first seeds. */
  readonly seedsCommand?: (seeds: readonly number[], withControl: boolean) => string;
  /** First seeds and a control that were asked for, which figures are named after; default: none. */
  readonly seeds?: readonly number[] | undefined;
  readonly control?: string | undefined;
  /** A difference in exact match that equivalence tests are to rule out; default: none is asked. */
  readonly equivalence?: number | undefined;
  /** What a reader has to know of the source itself, a line each; default: nothing. */
  readonly notes?: readonly string[];
  /** Whether a control without a finished seed is an error; default: false. */
  readonly needsControls?: boolean;
}

/** A member of a study and, where a seed of it is finished, what it shows beside its control. */
export interface MemberReport {
  readonly member: Member;
  readonly compared: ComparedReport | null;
  /** Of the member and its control: seeds that are left out, perhaps all of them. */
  readonly damaged: readonly DamagedSeeds[];
}

/** First seeds of an experiment that are left out because a file of theirs is damaged. */
export interface DamagedSeeds {
  readonly experiment: Experiment;
  /** Which file, and how, by seed; at least one. */
  readonly seeds: ExperimentRecord['damaged'];
}

/**
 * The error where nothing of an experiment is finished; it says what to run, what the tests of a seed
 * lack that is trained, and which seeds are damaged, of it and of `others`.
 */
export function unfinishedError(
  experiment: Experiment,
  { runs, commands }: Pick<ReportSource, 'runs' | 'commands'>,
  command: string,
  others: readonly DamagedSeeds[] = [],
): UserError {
  const { untested, damaged } = readRecord(experiment, runs);
  const [trained] = untested;
  const why = trained === undefined ? '' : ` (seed ${trained[0]} is trained, but ${trained[1]})`;
  const notes = [
    ...[{ experiment, seeds: damaged }, ...others].flatMap((one) => damagedNotes(one, commands)),
    ...versionNotes(experiment, { runs, commands }),
  ];
  const first = `no seed of "${experiment.name}" is finished in ${runs}${why}; train it with: ${command}`;
  return new UserError([first, ...notes].join('\n'));
}

/** "world, seed 13 is left out: ... is damaged ...", and below it the command that trains it again. */
function damagedNotes(
  { experiment: { name }, seeds }: DamagedSeeds,
  { rerun }: ReportSource['commands'],
): string[] {
  return [...seeds].map(([seed, what]) => {
    const left = `${name}, seed ${seed} is left out: ${what}`;
    if (rerun === undefined) return left;
    return `${left}; to train it again:\n  ${rerun} --experiment ${name} --seed ${seed}`;
  });
}

/** What there is of an experiment with other content of its files, a line a version. */
function versionNotes(
  experiment: Experiment,
  { runs, commands: { report = 'credence report' } }: Pick<ReportSource, 'runs' | 'commands'>,
): string[] {
  return otherVersionTexts(experiment, runs, (identity) => `${report} ${identity}`);
}

/**
 * What a reader has to know before the reports: that data are not here, which seeds are left out,
 * and of unfinished ones that there are some of other data. Commands stand on lines of their own.
 */
export function notesOf(members: readonly MemberReport[], source: ReportSource): string[] {
  const { runs, commands } = source;
  const notes = members.flatMap(({ member, compared, damaged }) => {
    const absent = absentText(member.experiment, runs);
    const isWhole = compared !== null && compared.report.missing.length === 0;
    return [
      ...(absent === null ? [] : [absent]),
      ...damaged.flatMap((one) => damagedNotes(one, commands)),
      ...[compared?.report, compared?.control].flatMap(unlikeNotes),
      ...(isWhole || absent !== null ? [] : versionNotes(member.experiment, source)),
    ];
  });
  return [...new Set([...(source.notes ?? []), ...notes])];
}

const unlikeNotes = (report: Report | null | undefined): string[] => {
  const text = report ? unlikeText(report.experiment.name, report.runs) : null;
  return text === null ? [] : [text];
};

/**
 * Reads the reports of a study's members, each beside its control: the one way in which reports and
 * figures find controls. Throws a UserError where a control that is needed has no finished seed.
 */
export function readMembers(
  { figure, axis, members }: Study,
  { runs, changes, commands, needsControls = false }: ReportSource,
): MemberReport[] {
  return members.map((member): MemberReport => {
    const damaged: DamagedSeeds[] = [];
    const read = (experiment: Experiment, options: ReportOptions = {}) => {
      const record = readRecord(experiment, runs);
      if (record.damaged.size > 0) damaged.push({ experiment, seeds: record.damaged });
      return record.finished.length === 0 ? null : summariseRecord(experiment, record, options);
    };
    const report = read(member.experiment, member);
    if (report === null) return { member, compared: null, damaged };
    const control =
      member.control === null || !canBeFound(member.control, runs) ? null : read(member.control);
    if (needsControls && member.control !== null && control === null)
      throw unfinishedError(member.control, { runs, commands }, commands.control);
    const at = axis === null || member.at === null ? null : { axis, value: member.at };
    return { member, compared: beside(report, control, { changes, figure, at }), damaged };
  });
}
