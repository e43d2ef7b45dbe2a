import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Memory in bytes. */
export interface MemoryState {
  /** What processes here may have together: the machine's, or the limit of the control group. */
  readonly limit: number;
  /** What can still be had of it. */
  readonly free: number;
}

/**
 * What Linux says of memory, of this machine and of the control group (v2) that the process is in,
 * as a container or a job of a cluster is. Elsewhere nothing is known.
 */
export class SystemMemory {
  /** @param root where `proc` and `sys` lie; default: `/` */
  constructor(readonly root = '/') {}

  /** Null where it is not known. */
  state(): MemoryState | null {
    const text = this.#read('proc/meminfo');
    const [total, available] = ['MemTotal', 'MemAvailable'].map((name) => kilobytes(text, name));
    if (total === undefined || available === undefined) return null;
    return this.#groups().reduce(
      (least, group) => {
        const max = Number(this.#read(join(group, 'memory.max')));
        const current = Number(this.#read(join(group, 'memory.current')));
        if (!(max > 0) || !(current > 0)) return least;
        // What of it are read files gives way.
        const files = Number(
          /^inactive_file (\d+)/m.exec(this.#read(join(group, 'memory.stat')))?.[1] ?? 0,
        );
        const free = Math.max(0, max - current + files);
        return { limit: Math.min(least.limit, max), free: Math.min(least.free, free) };
      },
      { limit: total, free: available },
    );
  }

  /** Bytes of a process that are in memory; 0 where it is gone or not known. */
  resident(pid: number): number {
    return kilobytes(this.#read(`proc/${pid}/status`), 'VmRSS') ?? 0;
  }

  /** How many processes the kernel has killed for memory so far; null where that is not known. */
  kills(): number | null {
    const texts = [
      this.#read('proc/vmstat'),
      ...this.#groups().map((group) => this.#read(join(group, 'memory.events'))),
    ];
    const counts = texts.flatMap((text) => {
      const count = /^oom_kill (\d+)/m.exec(text)?.[1];
      return count === undefined ? [] : [Number(count)];
    });
    return counts.length === 0 ? null : counts.reduce((sum, count) => sum + count, 0);
  }

  /** The control group of this process and those that it is in, from `root`. */
  #groups(): string[] {
    const path = /^0::(\/.*)$/m.exec(this.#read('proc/self/cgroup'))?.[1];
    if (path === undefined) return [];
    const groups = [path];
    for (let at = path; dirname(at) !== at; at = dirname(at)) groups.push(dirname(at));
    return groups.map((group) => join('sys/fs/cgroup', group));
  }

  #read(path: string): string {
    try {
      return readFileSync(join(this.root, path), 'utf8');
    } catch {
      return '';
    }
  }
}

function kilobytes(text: string, name: string): number | undefined {
  const found = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1];
  return found === undefined ? undefined : Number(found) * 1024;
}
