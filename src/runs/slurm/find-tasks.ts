import { basename, extname } from 'node:path';
import { UserError } from '../../errors/user-error.js';
import { experimentsOf } from '../../study/resolve-study.js';
import { listed } from '../../text/listed.js';
import { quoted } from '../../text/printable.js';
import { isCalled, recordedStudies } from '../store/study-records.js';
import type { LiveTask } from './live-tasks.js';
import { readSubmissions, type Submission, submissionsFolder } from './submission.js';

/** Whose tasks are meant. */
export interface MeantRuns {
  /** Name of an experiment, of a study, or of the file that has it; null: all runs. */
  readonly name: string | null;
  readonly seed?: number | undefined;
}

/** A task of a submission, and whether runs that are not meant need it as well. */
export interface MeantTask extends LiveTask {
  readonly isShared: boolean;
}

/**
 * The tasks that some runs of a runs folder need, by submission, the oldest first. Throws a UserError
 * where there is none, with the names that there are.
 */
export function tasksOfRuns(runsFolder: string, { name, seed }: MeantRuns): MeantTask[] {
  const submissions = readSubmissions(runsFolder);
  const names = new Set(
    submissions.flatMap(({ plan }) => plan.runs.map((one) => one.experiment.name)),
  );
  const own = name === null ? names : meantExperiments(name, names, runsFolder);
  const isMeant = ({ plan }: Submission, run: number): boolean => {
    const order = plan.runs[run];
    if (order === undefined || !own.has(order.experiment.name)) return false;
    return seed === undefined || order.seed === seed;
  };
  const found = submissions.flatMap((submission) =>
    submission.plan.tasks
      .filter(({ sharedBy }) => sharedBy.some((run) => isMeant(submission, run)))
      .map((task) => {
        const isShared = task.sharedBy.some((run) => !isMeant(submission, run));
        return { submission, task, isShared };
      }),
  );
  if (found.length > 0) return found;
  const what = `${name === null ? 'any experiment' : quoted(name)}${seed === undefined ? '' : `, seed ${seed}`}`;
  const there =
    names.size === 0 ? 'there are none at all' : `there are some of ${listed([...names])}`;
  throw new UserError(`no jobs of ${what} in ${submissionsFolder(runsFolder)}: ${there}`);
}

/** Names of the experiments that are meant: those of a study, or the only one of its name or file. */
function meantExperiments(
  typed: string,
  submitted: ReadonlySet<string>,
  runsFolder: string,
): ReadonlySet<string> {
  if (submitted.has(typed)) return new Set([typed]);
  const members = recordedStudies(runsFolder)
    .filter((one) => isCalled(one, typed))
    .flatMap(({ study }) => experimentsOf(study))
    .map(({ name }) => name);
  return new Set([...members, basename(typed, extname(typed))]);
}
