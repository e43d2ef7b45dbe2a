import { randomBytes } from 'node:crypto';
import { closeSync, fstatSync, openSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../../errors/user-error.js';
import { codeOf, explainWriteError } from '../file-errors.js';
import { syncFile } from '../sync.js';
import { beatEveryMs } from './heartbeat.js';
import {
  type HolderState,
  type LeaseHolder,
  newLease,
  parseHolder,
  readLease,
  remedy,
  stateOf,
} from './holder.js';

/**
 * Milliseconds without a heartbeat after which a holder that cannot be looked at counts as dead:
 * longer than a file server is usually away, shorter than people wait for a node that is gone.
 */
export const silenceMs = 120_000;

/** Milliseconds for which no heartbeat may come although the file's time is old: clocks may be wrong. */
const confirmMs = 3 * beatEveryMs;

/** Milliseconds in which a lease that is there gets its content, unless its writer was killed. */
const patienceMs = 1000;

/** Times that patience after which one that is there and is not, such as a broken link, is given up. */
const mostPatience = 3;

/** Why a file could not be claimed yet. */
export interface Waiting {
  /** Null while that cannot be read. */
  readonly holder: LeaseHolder | null;
  /** `unsure`: its heartbeat is being watched. */
  readonly state: Exclude<HolderState, 'dead'>;
  /** Milliseconds after which it counts as dead if no heartbeat comes; null where it is known to live. */
  readonly freeInMs: number | null;
}

/** How others' leases are judged. */
export interface ClaimRules {
  /** Milliseconds; default: `silenceMs`. */
  readonly silence?: number | undefined;
  /** Whether a holder counts as dead by its silence alone, whatever else is known. Default: false. */
  readonly bySilence?: boolean | undefined;
}

/** A content that was seen, since when by this process's own clock, and for how long it is watched. */
interface Seen {
  readonly text: string;
  readonly since: number;
  readonly watchMs: number;
}

/**
 * The attempt of this process to make a lease's file its own. Each `look` takes no time; what was
 * seen is remembered, so that a heartbeat is known from silence by this process's own clock. Of two
 * who make the file one fails (O_EXCL); who removes a dead one's file holds a guard meanwhile.
 */
export class Claim {
  #seen: Seen | null = null;
  #nothingSince: number | null = null;
  #guard: Claim | null = null;

  constructor(
    readonly path: string,
    readonly rules: ClaimRules = {},
  ) {}

  /**
   * The token of the lease that is ours now, or who has it. Throws a WriteError where no file can be
   * made, and a UserError where what is there is no lease.
   */
  look(): string | Waiting {
    for (;;) {
      const token = created(this.path);
      if (token !== null) return token;
      const text = readLease(this.path);
      if (text === null) {
        this.#nothingSince ??= performance.now();
        if (performance.now() - this.#nothingSince > mostPatience * patienceMs)
          throw new UserError(`${this.path} can be neither made nor read; ${remedy(this.path)}`);
        return { holder: null, state: 'unsure', freeInMs: patienceMs };
      }
      this.#nothingSince = null;
      const waiting = this.#judged(text);
      if (waiting !== null) return waiting;
      const other = this.#removeDead(text);
      if (other !== null) return other;
    }
  }

  /** Null where a lease of this content is nobody's. */
  #judged(text: string): Waiting | null {
    const holder = parseHolder(text);
    if (this.#seen?.text !== text) {
      const isNew = this.#seen === null;
      this.#seen = { text, since: performance.now(), watchMs: this.#watchMs(holder) };
      // Two contents of one file: its holder renews it.
      if (!isNew && holder !== null && stateOf(holder) === 'unsure')
        return { holder, state: 'alive', freeInMs: null };
    }
    const { since, watchMs } = this.#seen;
    const left = since + watchMs - performance.now();
    if (holder === null) return left > 0 ? { holder: null, state: 'unsure', freeInMs: left } : null;
    const state = stateOf(holder);
    if (state === 'dead') return null;
    if (left <= 0) return null;
    const isKnown = state === 'alive' || watchMs === Number.POSITIVE_INFINITY;
    if (isKnown) return { holder, state: 'alive', freeInMs: null };
    return { holder, state, freeInMs: left };
  }

  /** For how long a content has to stay the same until its writer counts as dead. */
  #watchMs(holder: LeaseHolder | null): number {
    const { silence = silenceMs, bySilence = false } = this.rules;
    if (holder === null) return patienceMs;
    if (bySilence) return silence;
    // What earlier versions write has no heartbeat; a process that is here can be looked at.
    if (holder.token === null || stateOf(holder) !== 'unsure') return Number.POSITIVE_INFINITY;
    const age = ageOf(this.path);
    if (age === null || age < 0) return silence;
    // It was renewed just now: no need to wait for the next time.
    if (age < 2 * beatEveryMs && age < silence) return Number.POSITIVE_INFINITY;
    return Math.min(silence, Math.max(confirmMs, silence - age));
  }

  /** Removes a dead one's file, while no other process can; gives back who does so already. */
  #removeDead(text: string): Waiting | null {
    this.#guard ??= new Claim(`${this.path}.stale`, this.rules);
    const token = this.#guard.look();
    if (typeof token !== 'string')
      return { ...token, state: 'unsure', freeInMs: token.freeInMs ?? patienceMs };
    try {
      // Once more: another may have removed it and made its own since.
      if (readLease(this.path) === text) rmSync(this.path, { force: true });
    } finally {
      giveBack(this.#guard.path, token);
      this.#guard = null;
    }
    this.#seen = null;
    return null;
  }
}

/**
 * Milliseconds since the file was last written, by the clock of its file system: that of a file made
 * beside it. Null where that cannot be known.
 */
function ageOf(path: string): number | null {
  const probe = join(dirname(path), `.lease.${process.pid}-${randomBytes(4).toString('hex')}.tmp`);
  try {
    return writtenAt(probe, 'wx') - writtenAt(path, 'r');
  } catch {
    return null;
  } finally {
    rmSync(probe, { force: true });
  }
}

function writtenAt(path: string, flags: 'wx' | 'r'): number {
  const file = openSync(path, flags);
  try {
    if (flags === 'wx') writeSync(file, 'x');
    return fstatSync(file).mtimeMs;
  } finally {
    closeSync(file);
  }
}

/** Makes the file, unless there is one, and gives back the token of the lease in it. */
function created(path: string): string | null {
  let file: number;
  try {
    file = openSync(path, 'wx');
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return null;
    throw error;
  }
  const { token, text } = newLease();
  try {
    writeSync(file, text);
    syncFile(file);
  } catch (error) {
    rmSync(path, { force: true });
    throw explainWriteError(error, path);
  } finally {
    closeSync(file);
  }
  // Of a process that stood still before it wrote, another has taken the file for a dead one's.
  return isOwn(path, token) ? token : null;
}

/** Whether the file is still the lease of this token. */
export function isOwn(path: string, token: string): boolean {
  return readLease(path)?.includes(token) ?? false;
}

/** Removes the file where it is the lease of this token: another may have taken it. */
export function giveBack(path: string, token: string): void {
  if (isOwn(path, token)) rmSync(path, { force: true });
}
