import { commandLine } from '../../terminal/command-line.js';
import { printable } from '../../text/printable.js';
import type { SlurmRequest } from './request.js';

/** One job array of a submission, as its script has it. */
export interface ArrayScript {
  /** Names the script and its logs, as `job-1`. */
  readonly name: string;
  /** Of the job, as squeue shows it. */
  readonly jobName: string;
  /** What it does, a line each. */
  readonly about: readonly string[];
  /** Numbers of its tasks. */
  readonly tasks: readonly number[];
  readonly request: SlurmRequest;
  /** The submission's folder, absolute. */
  readonly folder: string;
  /** Where commands are run: paths of experiments are relative to it. */
  readonly workingFolder: string;
  /** Node and the command line, absolute. */
  readonly program: readonly string[];
  /** How often a task that failed is tried again. */
  readonly retries: number;
}

/** Exit status of a task that was stopped by a signal and goes on from its last checkpoint. */
export const stoppedStatus = 75;

/** Exit status of a task at which another process works. */
export const leftStatus = 76;

/** Exit status of a task whose mistake any other try would meet again. */
export const mistakeStatus = 64;

/** Seconds before the end of its time at which a task is told to stop. */
const noticeSeconds = 120;

/**
 * A line `#SBATCH` with one option, quoted as sbatch reads it, which is not as a shell does: the
 * backslash quotes everywhere.
 */
export function directive(key: string, value: string | null): string {
  const word = value === null ? `--${key}` : `--${key}=${value}`;
  const isPlain = /^[\w@%+=:,./[\]()&|*-]+$/.test(word);
  return `#SBATCH ${isPlain ? word : `"${word.replace(/["\\]/g, '\\$&')}"`}`;
}

/** Numbers as `--array` takes them: `0-3,7`. */
export function arrayText(tasks: readonly number[]): string {
  const spans: [first: number, last: number][] = [];
  for (const task of tasks.toSorted((a, b) => a - b)) {
    const span = spans.at(-1);
    if (span?.[1] === task - 1) span[1] = task;
    else spans.push([task, task]);
  }
  return spans.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}

/** The script of a job array, to be read by sbatch and by people. */
export function arrayScript(array: ArrayScript): string {
  const { name, jobName, about, tasks, request, folder, workingFolder, program, retries } = array;
  // Slurm replaces what follows a percent sign in the name of the log.
  const logs = `${folder.replaceAll('%', '%%')}/logs/${name}-%A_%a.out`;
  const isNotified = request.some(([key]) => key === 'signal');
  const word = (text: string): string => commandLine([text]);
  return `#!/bin/bash
# Written by credence; sbatch has read it. To follow, cancel or read logs: docs/slurm.md.
${about.map((line) => `# ${printable(line)}`).join('\n')}
${[
  directive('job-name', jobName),
  directive('array', arrayText(tasks)),
  directive('output', logs),
  directive('open-mode', 'append'),
  directive('requeue', null),
  ...(isNotified ? [] : [directive('signal', `B:USR1@${noticeSeconds}`)]),
  ...request.map(([key, value]) => directive(key, value)),
].join('\n')}

submission=${word(folder)}
credence=(${commandLine(program)})
task=${name}.$SLURM_ARRAY_TASK_ID
retries=${retries}
cd -- ${word(workingFolder)} || exit 1
echo "credence: task $task, job \${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID on \${SLURMD_NODENAME:-$(hostname)}," \\
  "restart \${SLURM_RESTART_COUNT:-0}, $(date)"

# USR1: the time is nearly over, or another job needs the place: stop, and back into the queue.
# TERM: Slurm ends the task, for good or to requeue it: stop. Both write a checkpoint first.
told=
trap 'told=again; kill -TERM "$running" 2>/dev/null' USR1
trap 'told=end; kill -TERM "$running" 2>/dev/null' TERM
"\${credence[@]}" run-task "$submission/plan.json" "$task" &
running=$!
wait "$running"
status=$?
# A signal ends the first wait, not the task.
while kill -0 "$running" 2>/dev/null; do
  wait "$running"
  status=$?
done

requeue() {
  [ ! -e "$submission/cancelled/$task" ] || exit "$status"
  echo "credence: task $task goes back into the queue: $1"
  scontrol requeue "\${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID" && sleep 600
  exit "$status"
}

case $status in
  0 | ${mistakeStatus}) ;;
  ${stoppedStatus}) [ "$told" = end ] || requeue 'it was stopped' ;;
  ${leftStatus}) requeue 'another process works at it' ;;
  *)
    # One line a failure: how many there are decides whether there is another try.
    echo "$(date), \${SLURMD_NODENAME:-$(hostname)}: exit status $status" >> "$submission/failures/$task"
    failures=$(wc -l < "$submission/failures/$task")
    [ "$failures" -gt "$retries" ] || requeue "failure $failures of at most $retries that are tried again"
    ;;
esac
exit "$status"
`;
}
