import { basename, extname } from 'node:path';
import { UserError } from '../../errors/user-error.js';
import { listed } from '../../text/listed.js';
import { quoted } from '../../text/printable.js';
import type { LiveTask } from './live-tasks.js';
import { readSubmissions, type Submission, submissionsFolder } from './submission.js';

/** Whose tasks are meant. */
export interface MeantRuns {
  /** Name of an experiment, or of the file that has it. */
  readonly name: string;
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
  const own = names.has(name) ? name : basename(name, extname(name));
  const isMeant = ({ plan }: Submission, run: number): boolean => {
    const order = plan.runs[run];
    return order?.experiment.name === own && (seed === undefined || order.seed === seed);
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
  const what = `${quoted(name)}${seed === undefined ? '' : `, seed ${seed}`}`;
  const there =
    names.size === 0 ? 'there are none at all' : `there are some of ${listed([...names])}`;
  throw new UserError(`no jobs of ${what} in ${submissionsFolder(runsFolder)}: ${there}`);
}
