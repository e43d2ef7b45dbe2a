import { didYouMean } from '../errors/did-you-mean.js';
import { UserError } from '../errors/user-error.js';
import { controlOf, noControlReason } from '../experiment/control.js';
import { mergedExecution } from '../experiment/execution.js';
import type { Experiment } from '../experiment/experiment.js';
import { type Assignment, override } from '../experiment/override.js';
import type { MemberDefinition, StudyDefinition } from './study.js';
import { type ChangedMember, renamed, type SweptStudy, sweptStudy } from './swept-study.js';
import type { Sweep } from './swept-values.js';

/** One experiment of a study and what stands beside it. */
export interface Member extends Omit<MemberDefinition, 'experiment' | 'control'> {
  readonly experiment: Experiment;
  /** The experiment whose contrasts stand beside its own; null where it has none. */
  readonly control: Experiment | null;
}

/** A study whose experiments are checked and whose controls are found. */
export interface Study extends Omit<StudyDefinition, 'members' | 'execution' | 'small'> {
  readonly members: readonly Member[];
}

/** What of a study is asked for otherwise than it is defined. */
export interface StudyChanges {
  /** Assignments of `--set`, for members and controls alike. */
  readonly assignments?: readonly string[];
  /** Whether controls are trained too; default: as the study has it. */
  readonly runsControls?: boolean;
  /** Settings that vary: every member at every point. */
  readonly sweep?: Sweep | undefined;
}

/**
 * Checks a study's experiments, with changes, and finds their controls. Throws a UserError on any
 * mistake in them, and where controls are to be trained and a member can have none.
 */
export function resolveStudy(
  definition: StudyDefinition,
  { assignments: common = [], runsControls = definition.runsControls, sweep }: StudyChanges = {},
): Study {
  const unchanged = { changes: [], suffix: '' };
  const form: SweptStudy =
    sweep === undefined
      ? { ...definition, members: definition.members.map((one) => ({ ...one, ...unchanged })) }
      : sweptStudy(definition, sweep);
  const { name, figure, axis } = form;
  const members = form.members.map((member, index): Member => {
    const { at, paper, paperAnalyses, suffix } = member;
    const assignments = [...common, ...member.changes];
    const experiment = override(member.experiment, [
      ...assignments,
      ...renamed(member.experiment, suffix),
    ]);
    checkPaper(paper, experiment, `study "${name}": members[${index}].paper`);
    const control = controlFor(member, experiment, { assignments, isNeeded: runsControls });
    const execution = mergedExecution(definition.execution, member.execution);
    return { at, experiment, control, paper, paperAnalyses, execution };
  });
  if (runsControls && members.every(({ control }) => control === null)) {
    throw new UserError(`study "${name}" has no controls`);
  }
  const title = definition.title === '' ? (members[0]?.experiment.title ?? '') : definition.title;
  const study: Study = { name, title, figure, axis, members, runsControls };
  checkNames(study);
  return study;
}

function controlFor(
  { control, suffix }: ChangedMember,
  experiment: Experiment,
  {
    assignments,
    isNeeded,
  }: { readonly assignments: readonly Assignment[]; readonly isNeeded: boolean },
): Experiment | null {
  if (control === null) return null;
  if (control !== 'automatic')
    return override(control, [...assignments, ...renamed(control, suffix)]);
  const isThere = isNeeded || noControlReason(experiment) === null;
  return isThere ? controlOf(experiment) : null;
}

/** Throws a UserError for a number of a group that the experiment does not have. */
function checkPaper(paper: Member['paper'], { data }: Experiment, path: string): void {
  const groups = Object.keys(data.groups);
  for (const [index, { subset }] of paper.entries())
    if (!groups.includes(subset)) {
      const hint = didYouMean(subset, groups);
      throw new UserError(`${path}[${index}].subset: there is no group "${subset}"${hint}`);
    }
}

function checkNames(study: Study): void {
  const names = trainedExperiments(study).map(({ experiment }) => experiment.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new UserError(`study "${study.name}" has two experiments named "${twice}"`);
  }
}

/** The experiments of a study: each member's, followed by its control where it has one. */
export const experimentsOf = ({ members }: Study): Experiment[] =>
  members.flatMap(({ experiment, control }) =>
    control === null ? [experiment] : [experiment, control],
  );

/** An experiment and how its member of a study is executed. */
export type TrainedExperiment = Pick<Member, 'experiment' | 'execution'>;

/** What `run` trains of a study: its members, each followed by its control where those are run. */
export function trainedExperiments({ members, runsControls }: Study): TrainedExperiment[] {
  return members.flatMap(({ experiment, control, execution }) => [
    { experiment, execution },
    ...(runsControls && control !== null ? [{ experiment: control, execution }] : []),
  ]);
}

/** The study with one experiment in the place of every control, or with none (null). */
export function withControl(study: Study, control: Experiment | null): Study {
  return { ...study, members: study.members.map((member) => ({ ...member, control })) };
}

/** What a study varies, where several experiments of it stand on one axis; else null. */
export function sweepAxis({ axis, members }: StudyDefinition | Study): string | null {
  return members.length > 1 ? axis : null;
}
