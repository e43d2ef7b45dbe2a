import { bytesText } from '../../text/bytes.js';
import { counted } from '../../text/counted.js';
import type { SystemMemory } from './system-memory.js';

/** Share of the memory that is left to others. */
const spare = 0.05;

/** What takes less memory, for a person. */
const remedy = 'lower --jobs, --micro-batch or --test-batch';

/** Watches the memory of the processes of some work, which names them by their ids. */
export class MemoryWatch {
  readonly #memory: SystemMemory;
  readonly #processes: () => readonly number[];
  #kills: number | null;
  /** The most that one process has had. */
  #peak = 0;
  #hasWarned = false;

  constructor(memory: SystemMemory, processes: () => readonly number[]) {
    this.#memory = memory;
    this.#processes = processes;
    this.#kills = memory.kills();
  }

  /** Looks at the processes; says once that memory is about to be full, else null. */
  look(): string | null {
    const each = this.#processes().map((pid) => this.#memory.resident(pid));
    this.#peak = Math.max(this.#peak, ...each);
    const state = this.#memory.state();
    if (state === null || this.#hasWarned || state.free > spare * state.limit) return null;
    this.#hasWarned = true;
    const sum = each.reduce((all, one) => all + one, 0);
    return (
      `memory is nearly full: ${bytesText(state.free)} of ${bytesText(state.limit)} are free, and ` +
      `${counted(each.length, 'run')} at a time have ${bytesText(sum)}; ${remedy}`
    );
  }

  /** Whether another process has room beside those that run, by the most that one has had so far. */
  hasRoom(): boolean {
    const state = this.#memory.state();
    return state === null || state.free - spare * state.limit >= this.#peak;
  }

  /**
   * What is to be said where a process was killed for memory since the last time: the kernel's count
   * of such processes has risen. Else null.
   */
  killedText(): string | null {
    const before = this.#kills;
    this.#kills = this.#memory.kills();
    if (before === null || this.#kills === null || this.#kills <= before) return null;
    const limit = this.#memory.state()?.limit;
    const of = limit === undefined ? '' : ` of ${bytesText(limit)}`;
    const had = this.#peak === 0 ? '' : `, and a run had ${bytesText(this.#peak)}`;
    return `the kernel killed it because the memory${of} was full${had}: ${remedy}`;
  }
}
