import { cancelTasks, isAlive, queuedTasks } from '../../runs/slurm/commands.js';
import { tasksOfRuns } from '../../runs/slurm/find-tasks.js';
import { markCancelled, slurmId } from '../../runs/slurm/submission.js';
import { print } from '../../terminal/terminal.js';
import { counted } from '../../text/counted.js';
import { printable } from '../../text/printable.js';

/** Ends the jobs of an experiment or study, or of all (null), or of one seed, that wait or run. */
export async function cancelJobs(
  name: string | null,
  { runs, seed }: { readonly runs: string; readonly seed?: number | undefined },
): Promise<void> {
  const meant = tasksOfRuns(runs, { name, seed });
  const alive = new Set(
    (await queuedTasks()).filter(isAlive).map(({ job, task }) => `${job}_${task}`),
  );
  const idOf = (one: (typeof meant)[number]): string => slurmId(one.submission, one.task) ?? '';
  const live = meant.filter((one) => alive.has(idOf(one)));
  const own = live.filter(({ isShared }) => !isShared);
  for (const { submission, task } of own) markCancelled(submission.folder, task.name);
  await cancelTasks(own.map(idOf));
  const kept = live.length - own.length;
  const what = `${name === null ? 'all experiments' : printable(name)}${seed === undefined ? '' : `, seed ${seed}`}`;
  print(
    own.length === 0
      ? `Nothing of ${what} waits or runs${kept === 0 ? '' : ' that no other run needs'}.`
      : `Cancelled ${counted(own.length, 'task')} of ${what}. What was finished before stays.`,
  );
  if (kept > 0)
    print(
      `${counted(kept, 'task')} that other experiments or seeds need ${kept === 1 ? 'goes' : 'go'} on.`,
    );
}
