import { existsSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { LockedError, type LockHolder, lockHolder, takeLock } from '../files/lock.js';

/** That it is this process's turn to download a file. */
export interface Turn {
  /** Whether others wait for us; false where the file system allows no lock. */
  readonly isLocked: boolean;
  /** Lets the next one have its turn. */
  readonly end: () => void;
}

/** How a turn is waited for. */
export interface Waiting {
  /** Whether there is nothing left to be done. */
  readonly isDone: () => boolean;
  /** Told again and again who has the turn, as `process 17 on node3`. */
  readonly onWait: (holder: string) => void;
  /** What shows that the one who has the turn is at work, such as how much has come. */
  readonly progress: () => number;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds without a sign of life after which a holder counts as dead. Default: two minutes. */
  readonly silence?: number | undefined;
}

const lookEveryMs = 200;
const beatEveryMs = 5000;
const longestSilence = 120_000;

/**
 * Waits until it is this process's turn and takes it, null where meanwhile there is nothing left to
 * be done. The process whose turn it is shows every 5 seconds that it lives; one that is dead, or has
 * shown nothing for two minutes by our own clock (on another machine nobody can look whether a
 * process lives), is passed over. So two may have a turn at once, and neither may harm the other.
 *
 * @param folder a folder for the lock alone
 */
export async function takeTurn(folder: string, waiting: Waiting): Promise<Turn | null> {
  const { isDone, onWait, progress, signal, silence = longestSilence } = waiting;
  const lock = join(folder, 'lock.json');
  let seen = '';
  let since = performance.now();
  for (;;) {
    signal?.throwIfAborted();
    if (isDone()) return null;
    const turn = tryTurn(folder);
    if (turn !== null) return turn;
    const holder = holderOf(folder);
    if (holder !== null) {
      const { pid, host } = holder;
      // Anybody who may write to the cache can have written this name.
      const named = /^[\w.-]{1,64}$/.test(host) ? host : 'another machine';
      onWait(`process ${pid}${host === hostname() ? '' : ` on ${named}`}`);
    }
    const sign = `${textOf(lock)} ${textOf(beatOf(folder))} ${progress()}`;
    if (sign !== seen) since = performance.now();
    else if (performance.now() - since > silence) rmSync(lock, { force: true });
    seen = sign;
    await setTimeout(lookEveryMs, undefined, { signal });
  }
}

/** Null where nobody has the turn, or it cannot be read who. */
function holderOf(folder: string): LockHolder | null {
  try {
    return lockHolder(folder);
  } catch {
    return null;
  }
}

/** The turn; null where another has it. */
function tryTurn(folder: string): Turn | null {
  for (let attempt = 1; ; attempt++) {
    try {
      return turnWith(folder, takeLock(folder, 'a download'));
    } catch (error) {
      if (error instanceof LockedError) return null;
      // The one before us may delete its empty folder just as we come.
      if (existsSync(folder) || attempt === 5) return { isLocked: false, end: () => {} };
    }
  }
}

function turnWith(folder: string, release: () => void): Turn {
  let beats = 0;
  const beat = () => {
    try {
      writeFileSync(beatOf(folder), `${process.pid} ${beats++}`);
    } catch {
      // Without a beat we are passed over at worst, and two download the same.
    }
  };
  beat();
  const timer = setInterval(beat, beatEveryMs).unref();
  const end = () => {
    clearInterval(timer);
    try {
      rmSync(beatOf(folder), { force: true });
      release();
      rmdirSync(folder);
    } catch {
      // Another has its turn already, or the folder stays, which harms nobody.
    }
  };
  return { isLocked: true, end };
}

const beatOf = (folder: string): string => join(folder, 'beat');

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
