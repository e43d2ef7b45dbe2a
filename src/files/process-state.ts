import { readFileSync } from 'node:fs';

/** What is known of a process of this machine by its number. */
export interface ProcessState {
  /**
   * When it began, in clock ticks since boot (proc(5), field 22), to tell it from an earlier one of
   * its number; null where there is no /proc to say so.
   */
  readonly started: string | null;
  /** Whether it can still do something: a defunct process, which only waits for its parent, cannot. */
  readonly isLive: boolean;
}

/** The process of this machine that has this number now; null where there is none. */
export function processState(pid: number): ProcessState | null {
  const fields = statFields(pid);
  if (fields !== null) {
    const [state = ''] = fields;
    return { started: fields[19] ?? null, isLive: !/^[ZXx]$/.test(state) };
  }
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is another user's, and there.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return null;
  }
  return { started: null, isLive: true };
}

/** Fields of /proc/PID/stat from the third, the state; null where it cannot be read. */
function statFields(pid: number): string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets, which may hold blanks and brackets.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}
