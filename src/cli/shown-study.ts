import { existsSync } from 'node:fs';
import { type Changes, changesText, loadExperiment, loadStudy } from '../plan/catalogue.js';
import { reportCommandOf, rerunCommand, trainingCommand } from '../plan/training-command.js';
import type { ReportSource } from '../report/compared-report.js';
import { withFirstSeeds } from '../runs/folder.js';
import { withMember } from '../study/chosen-member.js';
import { type Study, withControl } from '../study/resolve-study.js';
import { storedChoice } from './store/stored-choice.js';

/** Where the reports of a study come from that was loaded under the name or path `typed`. */
export function reportSource(typed: string, runs: string, changes: Changes = {}): ReportSource {
  return {
    runs,
    changes: changesText(changes),
    commands: {
      train: trainingCommand(typed, runs, changes),
      control: trainingCommand(typed, runs, { ...changes, withControl: true }),
      rerun: rerunCommand(typed, runs, changes),
      report: reportCommandOf(runs),
    },
    seedsCommand: (seeds, isWith) => {
      const withControl = isWith || changes.withControl === true;
      return trainingCommand(typed, runs, { ...changes, seeds, withControl });
    },
    needsControls: changes.withControl ?? false,
    seeds: changes.seeds,
  };
}

/** What of a command's options says which study is shown. */
interface ShownOptions extends Changes {
  readonly runs: string;
  /** Name or path of one experiment in place of the controls, or `none`. */
  readonly control?: string | undefined;
  /** First seeds of the controls, where they are others. */
  readonly controlSeeds?: readonly number[] | undefined;
}

/** The study that a command shows, and where its reports come from. */
interface Shown {
  readonly study: Study;
  readonly source: ReportSource;
}

/**
 * The study that a command shows: of a bundled name or a file, or as a runs folder has it; with a
 * member behind a slash (`fig4a-alpha/0.9`) that one alone. Throws UserErrors as `loadStudy`,
 * `storedChoice` and `withMember`.
 */
export async function shownStudy(typed: string, options: ShownOptions): Promise<Shown> {
  const { control, controlSeeds, ...rest } = options;
  const { name, member } = memberTyped(typed);
  const whole = await definedOrStored(name, rest);
  const study = member === null ? whole.study : withMember(whole.study, member, name);
  const shown = await besideControl(name, { ...whole, study }, { ...rest, control });
  if (controlSeeds === undefined) return shown;
  const members = shown.study.members.map((member) => ({
    ...member,
    control: member.control === null ? null : withFirstSeeds(member.control, controlSeeds),
  }));
  return { ...shown, study: { ...shown.study, members } };
}

/** What was typed, without the member behind its last slash; what is here or ends as a file has none. */
function memberTyped(typed: string): { readonly name: string; readonly member: string | null } {
  const slash = typed.lastIndexOf('/');
  const [name, member] = [typed.slice(0, slash), typed.slice(slash + 1)];
  const isPath = existsSync(typed) || /\.([cm]?[jt]s|json)$/.test(member);
  return slash < 1 || member === '' || isPath ? { name: typed, member: null } : { name, member };
}

async function definedOrStored(
  typed: string,
  { runs, ...rest }: Omit<ShownOptions, 'control' | 'controlSeeds'>,
): Promise<Shown> {
  const { set, sweep, zip, seeds, quick, small, withControl: isAsked } = rest;
  const changes: Changes = { set, sweep, zip, seeds, quick, small, withControl: isAsked };
  const choice = storedChoice(typed, runs, changes);
  if (choice === null)
    return { study: await loadStudy(typed, changes), source: reportSource(typed, runs, changes) };
  const { study, asked } = choice.stored;
  const given = { ...asked, seeds, withControl: isAsked };
  const source: ReportSource = {
    ...reportSource(asked?.typed ?? study.name, choice.runs, given),
    notes: choice.notes,
  };
  if (seeds === undefined) return { study, source };
  const members = study.members.map((member) => ({
    ...member,
    experiment: withFirstSeeds(member.experiment, seeds),
    control: member.control === null ? null : withFirstSeeds(member.control, seeds),
  }));
  return { study: { ...study, members }, source };
}

/** Takes the experiment that `--control` names as the control, with its own seeds. */
async function besideControl(
  typed: string,
  { study, source }: Shown,
  { control, set, quick, small }: ShownOptions,
): Promise<Shown> {
  if (control === undefined) return { study, source };
  if (control === 'none')
    return { study: withControl(study, null), source: { ...source, control } };
  const other = { set, quick, small };
  const commands = { ...source.commands, control: trainingCommand(control, source.runs, other) };
  return {
    study: withControl(study, await loadExperiment(control, other)),
    source: {
      ...source,
      ...{ commands, control, needsControls: true },
      seedsCommand: (seeds) =>
        [typed, control]
          .map((name) => trainingCommand(name, source.runs, { ...other, seeds }))
          .join(' && '),
    },
  };
}
