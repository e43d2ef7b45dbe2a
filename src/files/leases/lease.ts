import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../../errors/user-error.js';
import { makeFolder } from '../folders.js';
import { Claim, type ClaimRules, giveBack, isOwn, silenceMs, type Waiting } from './claim.js';
import { heartbeat } from './heartbeat.js';
import { holderText, type LeaseHolder, parseHolder, readLease, stateOf } from './holder.js';

/** What was to be worked at is another process's. */
export class LockedError extends UserError {}

/** The name of a lease's file in the folder that it is of, which earlier versions knew, too. */
export const leaseName = 'lock.json';

/** Whether a name is that of a lease, or of what is made while a dead one's is taken over. */
export const isLeaseName = (name: string): boolean => name.startsWith(leaseName);

const leasePath = (folder: string): string => join(folder, leaseName);

/** A folder that is to be this process's alone, and what is worked at there, as `seed 3`. */
export interface Wanted {
  readonly folder: string;
  readonly what: string;
}

/** The leases of this process, by the folders that they are of. */
const held = new Map<string, Lease>();

/** Milliseconds between two looks of one who waits. */
const lookEveryMs = 200;

/**
 * A folder that is this process's until it is released; a thread renews it. After a time without
 * renewal, as when the machine was suspended, another may take it: `check` says so.
 */
export class Lease implements Wanted {
  readonly folder: string;
  readonly what: string;
  readonly #token: string;
  #checked = times();

  constructor({ folder, what }: Wanted, token: string) {
    this.folder = folder;
    this.what = what;
    this.#token = token;
    held.set(folder, this);
    heartbeat.add(leasePath(folder), token);
  }

  /** Whether nobody has taken the folder since. */
  get isHeld(): boolean {
    return isOwn(leasePath(this.folder), this.#token);
  }

  /**
   * Throws a LockedError where another has taken the folder: nothing more may be written there.
   *
   * @param everyMs looks again only when so many milliseconds have gone by, those of a suspended
   *   machine included
   */
  check(everyMs = 0): void {
    const now = times();
    if (now.every((time, clock) => Math.abs(time - (this.#checked[clock] ?? 0)) < everyMs)) return;
    if (!this.isHeld) {
      const text = readLease(leasePath(this.folder));
      const holder = text === null ? null : parseHolder(text);
      const by = holder === null ? 'another process' : holderText(holder);
      throw new LockedError(
        `${this.what} was given up: this process showed no sign of life for over ` +
          `${silenceMs / 1000} s, as a suspended one does, and ${by} took ${this.folder} over`,
      );
    }
    this.#checked = now;
  }

  /** Gives the folder back; what another holds stays. */
  release(): void {
    const path = leasePath(this.folder);
    heartbeat.remove(path);
    held.delete(this.folder);
    giveBack(path, this.#token);
  }
}

/** The clock that no one sets, and the one that goes on while the machine is suspended. */
const times = (): readonly number[] => [performance.now(), Date.now()];

/** The lease of this process on a folder of results, or on the stage whose tests it has; else null. */
function leaseOver(folder: string): Lease | null {
  return held.get(folder) ?? held.get(dirname(folder)) ?? null;
}

/**
 * Throws a LockedError where this process had a lease on a folder, and another has it now.
 *
 * @param everyMs as of `Lease.check`
 */
export function checkLease(folder: string, everyMs = 0): void {
  leaseOver(folder)?.check(everyMs);
}

/** Whether this process had a lease on a folder, and another has it now. */
export function hasLostLease(folder: string): boolean {
  return leaseOver(folder)?.isHeld === false;
}

/** Tries to make a folder this process's, look by look. */
export class LeaseAttempt {
  readonly #claim: Claim;

  /** Makes the folder where it is missing. */
  constructor(
    readonly wanted: Wanted,
    rules: ClaimRules = {},
  ) {
    makeFolder(wanted.folder);
    this.#claim = new Claim(leasePath(wanted.folder), rules);
  }

  /** The lease, or who has the folder. Errors: `Claim.look`. */
  look(): Lease | Waiting {
    const found = this.#claim.look();
    return typeof found === 'string' ? new Lease(this.wanted, found) : found;
  }
}

/**
 * Takes folders for this process, all or none. Yields what it waits for, each time it has looked
 * in vain, and then stands still for a fifth of a second: whether a process of another machine lives can only be
 * seen by its heartbeat. Throws a LockedError where a process that lives has one of them; a dead
 * one's is taken over, and a damaged one. Other errors: `Claim.look`.
 */
export function* takingLeases(
  wanted: readonly Wanted[],
  rules: ClaimRules = {},
): Generator<string, Lease[]> {
  const attempts = wanted.map((one) => new LeaseAttempt(one, rules));
  const leases = new Map<LeaseAttempt, Lease>();
  let areTaken = false;
  try {
    for (;;) {
      let waits: string | null = null;
      for (const attempt of attempts.filter((one) => !leases.has(one))) {
        const found = attempt.look();
        if (found instanceof Lease) leases.set(attempt, found);
        else if (found.state === 'alive' && found.holder !== null)
          throw lockedBy(attempt.wanted, found.holder);
        else waits ??= waitText(attempt.wanted, found);
      }
      areTaken = waits === null;
      if (waits === null) break;
      yield waits;
      pause(lookEveryMs);
    }
  } finally {
    if (!areTaken) for (const lease of leases.values()) lease.release();
  }
  return attempts.flatMap((attempt) => leases.get(attempt) ?? []);
}

/** As `takingLeases`, waiting without a word. */
export function takeLeases(wanted: readonly Wanted[], rules: ClaimRules = {}): Lease[] {
  const taking = takingLeases(wanted, rules);
  for (;;) {
    const { done, value } = taking.next();
    if (done) return value;
  }
}

/** The lease of one folder. Errors: `takingLeases`. */
export function takeLease(folder: string, what: string, rules: ClaimRules = {}): Lease {
  return takeLeases([{ folder, what }], rules)[0] as Lease;
}

function lockedBy({ folder, what }: Wanted, holder: LeaseHolder): LockedError {
  const begin = `${what} is being trained by ${holderText(holder)}`;
  const path = leasePath(folder);
  if (holder.token === null && stateOf(holder) === 'unsure')
    return new LockedError(`${begin}; if that has ended, remove ${path}`);
  // Without its start another process that has its number now cannot be told from it.
  const unsure = `; if that is another program, remove ${path}`;
  return new LockedError(`${begin}${holder.started === null ? unsure : ''}`);
}

function waitText({ what }: Wanted, { holder, freeInMs }: Waiting): string {
  const seconds = Math.ceil((freeInMs ?? 0) / 1000);
  const who = holder === null ? 'another process' : holderText(holder);
  return `${what} waits for a heartbeat of ${who}, which counts as dead after ${seconds} s`;
}

/** Who has a folder, as far as can be seen without waiting. */
export interface SeenHolder {
  readonly holder: LeaseHolder;
  /** Seconds since its last heartbeat, by this machine's clock and the file's time. */
  readonly silentForS: number;
  /** Whether it has been silent for so long that it is probably dead. */
  readonly isSilent: boolean;
}

/**
 * Who has a folder; null where nobody does, or a process that is known to be dead. Writes nothing.
 * Throws a UserError where what is there is no lease.
 */
export function leaseHolder(folder: string): SeenHolder | null {
  const path = leasePath(folder);
  const text = readLease(path);
  const holder = text === null ? null : parseHolder(text);
  const state = holder === null ? 'dead' : stateOf(holder);
  if (holder === null || state === 'dead') return null;
  const written = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  const silentForS = written === undefined ? 0 : Math.max(0, (Date.now() - written) / 1000);
  const isSilent = state === 'unsure' && holder.token !== null && silentForS > silenceMs / 1000;
  return { holder, silentForS, isSilent };
}

/** Stops this thread: leases are taken between two steps of work that is not asynchronous. */
function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
