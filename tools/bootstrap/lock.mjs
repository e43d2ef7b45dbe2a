import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildFolder } from './paths.mjs';

/**
 * Holds the set-up of this clone for one process: the folder native/build/lock with one file named
 * for its owner. It comes into being with its content (a rename, which fails while another's is not
 * empty), and of a dead owner only that owner's own file is removed, so that two who wait can never
 * both take it.
 *
 * @param onWait called once with the owner's process id if there is one to wait for
 * @returns the function that gives the lock back
 */
export async function takeLock(onWait) {
  mkdirSync(buildFolder, { recursive: true });
  const lock = join(buildFolder, 'lock');
  const own = ownerName(process.pid);
  const draft = `${lock}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft);
  writeFileSync(join(draft, own), '');

  for (let reported = false; !renamed(draft, lock); ) {
    const owner = readOwner(lock);
    if (owner === null) continue;
    const pid = Number(owner.split('-')[0]);
    if (ownerName(pid) !== owner) {
      rmSync(join(lock, owner), { force: true });
      continue;
    }
    if (!reported) onWait(pid);
    reported = true;
    await sleep(200);
  }
  return () => {
    rmSync(join(lock, own), { force: true });
    try {
      rmdirSync(lock);
    } catch {
      // Somebody who waited has it already.
    }
  };
}

function renamed(from, to) {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (error.code === 'ENOTEMPTY' || error.code === 'EEXIST') return false;
    throw error;
  }
}

function readOwner(lock) {
  try {
    return readdirSync(lock)[0] ?? null;
  } catch {
    return null;
  }
}

/**
 * A process id and when that process began (/proc/<pid>/stat, field 22), since ids are used again;
 * null if it is gone, or defunct and only waits for its parent.
 */
function ownerName(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return /^[ZXx]$/.test(fields[0]) ? null : `${pid}-${fields[19]}`;
  } catch {
    return null;
  }
}
