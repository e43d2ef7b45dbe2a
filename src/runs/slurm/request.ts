import { UserError } from '../../errors/user-error.js';
import { quoted } from '../../text/printable.js';

/** What is asked of Slurm for every task, as the command line has it. */
export interface SlurmOptions {
  readonly partition?: string | undefined;
  /** GPUs of a task; `2`, or with a type as `a100:1`. */
  readonly gpus?: string | undefined;
  /** Longest time of a task before it goes back into the queue, as `4:00:00`. */
  readonly time?: string | undefined;
  /** Further long options of sbatch, each as `key=value`, or `key` alone. */
  readonly slurm?: readonly string[] | undefined;
}

/** Long options of sbatch without their hyphens, in order; null where one has no value. */
export type SlurmRequest = readonly (readonly [key: string, value: string | null])[];

/** Options that the scripts set, on which following and resuming rest. */
const own = ['array', 'dependency', 'kill-on-invalid-dep', 'job-name', 'output', 'error', 'input']
  .concat(['open-mode', 'requeue', 'no-requeue', 'parsable', 'wrap', 'chdir', 'wait', 'test-only'])
  .concat(['help', 'usage', 'version', 'quiet', 'clusters', 'uid', 'gid']);

/** A task is told to stop two minutes before its end, and Slurm may do so a minute earlier. */
const leastSeconds = 300;

/** More than sbatch reads of one word of a script. */
const longest = 1000;

/**
 * What sbatch is asked for. Throws a UserError that names an option with a value that Slurm does not
 * read, with a line end or another control character, or that credence sets itself.
 */
export function slurmRequest({ partition, gpus, time, slurm = [] }: SlurmOptions): SlurmRequest {
  if (time !== undefined) checkTime(time);
  if (gpus !== undefined && !/^(?:[\w.-]+:)?\d+$/.test(gpus))
    throw new UserError(`--gpus ${quoted(gpus)}: expected a number, or a type and one, as a100:1`);
  const named = [
    ['partition', partition],
    ['gpus', gpus],
    ['time', time],
  ] as const;
  const given = named.flatMap(([key, value]) =>
    value === undefined ? [] : [[key, checked(`--${key}`, value)] as const],
  );
  const further = slurm.map(keyAndValue);
  for (const [key] of further)
    if (given.some(([other]) => other === key))
      throw new UserError(`--slurm ${key}: it is given by --${key} already`);
  return [...given, ...further];
}

function checkTime(time: string): void {
  const seconds = secondsOf(time);
  if (seconds === null)
    throw new UserError(
      `--time ${quoted(time)}: expected minutes, hours:minutes:seconds or days-hours, as 4:00:00`,
    );
  if (seconds < leastSeconds)
    throw new UserError(
      `--time ${quoted(time)}: expected at least ${leastSeconds / 60} minutes, as a task is told to ` +
        'stop some minutes before its end',
    );
}

function keyAndValue(text: string): readonly [string, string | null] {
  const [, key, value] = /^([a-z][a-z0-9-]*)(?:=([\s\S]*))?$/.exec(text) ?? [];
  if (key === undefined)
    throw new UserError(
      `--slurm ${quoted(text)}: expected a long option of sbatch without its hyphens, as account=lab`,
    );
  if (own.includes(key))
    throw new UserError(
      `--slurm ${key}: credence sets this itself, as it follows and resumes by it`,
    );
  return [key, value === undefined ? null : checked(`--slurm ${key}`, value)];
}

function checked(option: string, value: string): string {
  if (value === '') throw new UserError(`${option}: expected a value, given none`);
  if (/[\p{Cc}\u2028\u2029]/u.test(value))
    throw new UserError(
      `${option} ${quoted(value)}: a value has no line ends or control characters`,
    );
  if (value.length > longest)
    throw new UserError(`${option}: ${value.length} characters, and at most ${longest} are read`);
  return value;
}

/** Seconds that Slurm reads of `90`, `90:00`, `4:00:00`, `2-12` or `2-12:30:00`; null for no time. */
function secondsOf(text: string): number | null {
  const [, days, rest = ''] = /^(?:(\d+)-)?(\d+(?::\d\d){0,2})$/.exec(text) ?? [];
  if (rest === '') return null;
  const parts = rest.split(':').map(Number);
  const [first = 0, second = 0, third = 0] = parts;
  if (days !== undefined) return ((Number(days) * 24 + first) * 60 + second) * 60 + third;
  return parts.length === 3 ? (first * 60 + second) * 60 + third : first * 60 + second;
}

/** Whether GPUs are asked for, so that tasks take theirs. */
export function asksForGpus(request: SlurmRequest): boolean {
  return request.some(
    ([key, value]) =>
      ['gpus', 'gpus-per-node', 'gpus-per-task'].includes(key) ||
      (key === 'gres' && /\bgpu\b/.test(value ?? '')),
  );
}
