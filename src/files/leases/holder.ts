import { randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';
import { UserError } from '../../errors/user-error.js';
import { printable, shortened } from '../../text/printable.js';
import { codeOf } from '../file-errors.js';
import { parseJson } from '../json-file.js';
import { processState } from '../process-state.js';
import { readBytes } from '../read-file.js';

const holderSchema = z.object({
  pid: z.int().positive(),
  host: z.string(),
  /** Tells processes apart that have the same number one after the other. */
  started: z.string().nullable().default(null),
  /** Which start of the machine, and which of its containers: numbers of processes count in it. */
  machine: z.string().nullable().default(null),
  /** Of this lease alone; null: earlier versions, whose locks have no heartbeat. */
  token: z.string().nullable().default(null),
  slurmJob: z.string().nullable().default(null),
  since: z.iso.datetime().nullable().default(null),
  /** Counted up while the holder lives. */
  beat: z.string().nullable().default(null),
});

/** Who holds a lease, as its file says. */
export type LeaseHolder = z.output<typeof holderSchema>;

/** Whether a holder is known to live or to be dead; `unsure` of another machine's, out of reach. */
export type HolderState = 'alive' | 'dead' | 'unsure';

/** Digits of the heartbeat, which end the file but for `"}`: it is written over in place. */
const beatDigits = 10;

/** Bytes behind the place where the heartbeat begins. */
export const beatFromEnd = beatDigits + 2;

/** A heartbeat as it is written. */
export const beatText = (beat: number): string => String(beat).padStart(beatDigits, '0');

/** A new lease of this process, and the content of its file. */
export function newLease(): { readonly token: string; readonly text: string } {
  const token = randomBytes(16).toString('hex');
  const holder: LeaseHolder = {
    pid: process.pid,
    host: hostname(),
    started: processState(process.pid)?.started ?? null,
    machine: thisMachine(),
    token,
    slurmJob: process.env.SLURM_JOB_ID ?? null,
    since: new Date().toISOString(),
    beat: beatText(0),
  };
  return { token, text: JSON.stringify(holder) };
}

/** This start of this machine and the space in which its processes are numbered; null without /proc. */
function thisMachine(): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return null;
  }
}

/** What is known of a holder at once. */
export function stateOf({ pid, host, machine, started }: LeaseHolder): HolderState {
  const here = thisMachine();
  const isHere = host === hostname() && (machine === null || here === null || machine === here);
  if (!isHere) return 'unsure';
  const now = processState(pid);
  if (now === null || !now.isLive) return 'dead';
  const isSame = started === null || now.started === null || now.started === started;
  return isSame ? 'alive' : 'dead';
}

/** A holder in words: `process 17 on node3 (Slurm job 9)`; of this host without its name. */
export function holderText({
  pid,
  host,
  slurmJob,
}: Pick<LeaseHolder, 'pid' | 'host' | 'slurmJob'>): string {
  // Anybody who may write to the folder can have written these.
  const named = /^[\w.-]{1,64}$/.test(host) ? host : shortened(printable(host), 64);
  const job = slurmJob === null ? '' : ` (Slurm job ${shortened(printable(slurmJob), 20)})`;
  return `process ${pid}${host === hostname() ? '' : ` on ${named}`}${job}`;
}

/** Bytes of a lease that are looked at: no holder takes more. */
const longest = 1 << 16;

/** A lease's content; null where there is none. A UserError that says what to do where it cannot be read. */
export function readLease(path: string): string | null {
  try {
    return readBytes(path, longest).toString('utf8');
  } catch (error) {
    const { message, cause } = error as UserError;
    // ESTALE: removed by another machine while it was read.
    if (['ENOENT', 'ENOTDIR', 'ESTALE'].includes(codeOf(cause))) return null;
    throw new UserError(`${message}; ${remedy(path)}`, { cause: error });
  }
}

/** What to do about a lease that is none. */
export const remedy = (path: string): string => `if nothing is being trained there, remove ${path}`;

/** Who holds it, as the content says; null where that is damaged. */
export function parseHolder(text: string): LeaseHolder | null {
  try {
    return parseJson(text, holderSchema, 'lock.json');
  } catch {
    return null;
  }
}
