import { existsSync, rmdirSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { Waiting as Unclaimed } from '../files/leases/claim.js';
import { holderText } from '../files/leases/holder.js';
import { Lease, LeaseAttempt } from '../files/leases/lease.js';

/** That it is this process's turn to download a file. */
export interface Turn {
  /** Whether others wait for us; false where the file system allows no lease. */
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
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds without a sign of life after which a holder counts as dead. Default: two minutes. */
  readonly silence?: number | undefined;
}

const lookEveryMs = 200;

/**
 * Waits until it is this process's turn and takes it, null where meanwhile there is nothing left to
 * be done. One that is dead, or has shown nothing for two minutes by our own clock, is passed over,
 * on this machine too. So two may have a turn at once, and neither may harm the other.
 *
 * @param folder a folder for the lease alone
 */
export async function takeTurn(folder: string, waiting: Waiting): Promise<Turn | null> {
  const { isDone, onWait, signal, silence } = waiting;
  let attempt: LeaseAttempt | null = null;
  for (let failures = 0; ; ) {
    signal?.throwIfAborted();
    if (isDone()) return null;
    let found: Lease | Unclaimed;
    try {
      attempt ??= new LeaseAttempt({ folder, what: 'a download' }, { silence, bySilence: true });
      found = attempt.look();
    } catch {
      // The one before us may delete its empty folder just as we come.
      attempt = null;
      if (existsSync(folder) || ++failures === 5) return { isLocked: false, end: () => {} };
      continue;
    }
    if (found instanceof Lease) return turnWith(found);
    if (found.holder !== null) onWait(holderText(found.holder));
    await setTimeout(lookEveryMs, undefined, { signal });
  }
}

function turnWith(lease: Lease): Turn {
  const end = () => {
    try {
      lease.release();
      rmdirSync(lease.folder);
    } catch {
      // Another has its turn already, or the folder stays, which harms nobody.
    }
  };
  return { isLocked: true, end };
}
