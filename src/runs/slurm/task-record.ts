import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import type { RunEvent } from '../events.js';

/** A task begins on a node. */
export interface TaskBegun {
  readonly kind: 'task-begun';
  readonly node: string;
  /** Of the process there. */
  readonly pid: number;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** A task came to its end on a node; where it is tried again, another `task-begun` follows. */
export interface TaskEnded {
  readonly kind: 'task-ended';
  readonly end: 'finished' | 'stopped' | 'left' | 'failed';
  /** Of a failure: what went wrong. */
  readonly message: string;
  readonly time: number;
}

/** A line of a task's events. */
export type TaskRecord = RunEvent | TaskBegun | TaskEnded;

/**
 * Appends what happens in a task to its file, which one process writes at a time: on a network's
 * file system appending by several hosts is not atomic.
 */
export class TaskRecords {
  readonly #file: number;

  /** @param path of a file, which may be there from an attempt before */
  constructor(path: string) {
    this.#file = openSync(path, 'a+');
    // The line that a killed attempt was writing.
    if (!endsWithLine(this.#file)) writeSync(this.#file, '\n');
  }

  append(record: TaskRecord): void {
    writeSync(this.#file, `${JSON.stringify(record)}\n`);
  }

  close(): void {
    closeSync(this.#file);
  }
}

function endsWithLine(file: number): boolean {
  const { size } = fstatSync(file);
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  readSync(file, last, 0, 1, size - 1);
  return last.toString() === '\n';
}

/** Reads a task's events as they come; owns no file between two readings. */
export class TaskRecordReader {
  #offset = 0;
  #rest = Buffer.alloc(0);

  constructor(readonly path: string) {}

  /** What was appended since the last reading; nothing where the file is not there. */
  read(): TaskRecord[] {
    let bytes: Buffer;
    try {
      bytes = readFrom(this.path, this.#offset);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // A network's file system may lose sight of a file that is there a moment later.
      if (code === 'ENOENT' || code === 'ESTALE' || code === 'EIO') return [];
      throw error;
    }
    this.#offset += bytes.length;
    const whole = Buffer.concat([this.#rest, bytes]);
    const end = whole.lastIndexOf('\n') + 1;
    this.#rest = whole.subarray(end);
    const lines = whole.subarray(0, end).toString().split('\n');
    return lines.flatMap((line) => recordOf(line) ?? []);
  }
}

function readFrom(path: string, offset: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(Math.max(0, fstatSync(file).size - offset));
    const read = bytes.length === 0 ? 0 : readSync(file, bytes, 0, bytes.length, offset);
    return bytes.subarray(0, read);
  } finally {
    closeSync(file);
  }
}

/** Null for a line that a killed process left half written. */
function recordOf(line: string): TaskRecord | null {
  try {
    const value = JSON.parse(line) as TaskRecord;
    return typeof value?.kind === 'string' ? value : null;
  } catch {
    return null;
  }
}
