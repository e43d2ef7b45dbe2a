import { type Changes, changesText, loadExperiment, loadStudy } from '../plan/catalogue.js';
import { trainingCommand } from '../plan/training-command.js';
import type { ReportSource } from '../report/compared-report.js';
import { type Study, withControl } from '../study/resolve-study.js';

/** Where the reports of a study come from that was loaded under the name or path `typed`. */
export function reportSource(typed: string, runs: string, changes: Changes = {}): ReportSource {
  return {
    runs,
    changes: changesText(changes),
    commands: {
      train: trainingCommand(typed, runs, changes),
      control: trainingCommand(typed, runs, { ...changes, withControl: true }),
    },
    seedsCommand: (seeds, isWith) => {
      const withControl = isWith || changes.withControl === true;
      return trainingCommand(typed, runs, { ...changes, seeds, withControl });
    },
    needsControls: changes.withControl ?? false,
  };
}

/** What of a command's options says which study is shown. */
interface ShownOptions extends Changes {
  readonly runs: string;
  /** Name or path of one experiment in place of the controls, or `none`. */
  readonly control?: string | undefined;
}

/** The study that a command shows, and where its reports come from. */
export async function shownStudy(
  typed: string,
  { runs, control, ...rest }: ShownOptions,
): Promise<{ readonly study: Study; readonly source: ReportSource }> {
  const { set, seeds, quick, small, withControl: isAsked } = rest;
  const changes: Changes = { set, seeds, quick, small, withControl: isAsked };
  const study = await loadStudy(typed, changes);
  const source = reportSource(typed, runs, changes);
  if (control === undefined) return { study, source };
  if (control === 'none') return { study: withControl(study, null), source };
  const other = { ...changes, withControl: false };
  const commands = { ...source.commands, control: trainingCommand(control, runs, other) };
  return {
    study: withControl(study, await loadExperiment(control, other)),
    source: {
      ...source,
      commands,
      seedsCommand: (seeds) =>
        [typed, control]
          .map((name) => trainingCommand(name, runs, { ...other, seeds }))
          .join(' && '),
      needsControls: true,
    },
  };
}
