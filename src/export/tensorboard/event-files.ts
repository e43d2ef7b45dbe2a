import { closeSync, openSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { explainWriteError, WriteError } from '../../files/file-errors.js';
import { makeFolder } from '../../files/folders.js';
import type { RunEvent } from '../../runs/events.js';
import { scalarRecord, versionRecord } from './records.js';

/**
 * Writes what happens while runs are trained as event files of TensorBoard, one a stage, in
 * `DIR/EXPERIMENT/seed-N/STAGE`: loss and learning rate by step, scores of tests by epoch under
 * METRIC/SET/GROUP. Steps come as often as workers report them, a few a second; every step is in
 * losses.jsonl. Owns the open files until `close`. Where the file system refuses, `note` is told and
 * nothing more is written: training goes on.
 */
export class EventFiles {
  readonly #folder: string;
  /** Open files by the folders that they are in. */
  readonly #files = new Map<string, number>();

  readonly #note: (line: string) => void;
  #isRefused = false;

  constructor(folder: string, note: (line: string) => void) {
    this.#folder = folder;
    this.#note = note;
  }

  /** Writes what an event has of curves. */
  observe(event: RunEvent): void {
    if (this.#isRefused) return;
    const time = event.time / 1000;
    if (event.kind === 'step') {
      const { step, loss, learningRate } = event;
      this.#write(event, [scalarRecord({ tag: 'loss', step, value: loss, time })]);
      if (learningRate !== undefined)
        this.#write(event, [
          scalarRecord({ tag: 'learning rate', step, value: learningRate, time }),
        ]);
    } else if (event.kind === 'tested') {
      const rows = event.measurements.map(({ metric, set, subset, value }) =>
        scalarRecord({ tag: `${metric}/${set}/${subset}`, step: event.epoch, value, time }),
      );
      this.#write(event, rows);
    } else if (event.kind === 'stage-finished') this.#close(this.#folderOf(event));
  }

  /** Closes all files. */
  close(): void {
    for (const folder of [...this.#files.keys()]) this.#close(folder);
  }

  #close(folder: string): void {
    const file = this.#files.get(folder);
    this.#files.delete(folder);
    if (file !== undefined) closeSync(file);
  }

  #folderOf({
    experiment,
    seed,
    stage,
    secondSeed,
  }: Extract<RunEvent, { kind: 'step' | 'tested' | 'stage-finished' }>): string {
    const second = secondSeed === null ? '' : `-second-seed-${secondSeed}`;
    return join(this.#folder, experiment, `seed-${seed}`, `${stage}${second}`);
  }

  #write(event: Extract<RunEvent, { kind: 'step' | 'tested' }>, records: readonly Buffer[]): void {
    const folder = this.#folderOf(event);
    try {
      const file = this.#files.get(folder) ?? this.#begun(folder, event.time);
      const bytes = Buffer.concat(records);
      for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
    } catch (error) {
      const known = explainWriteError(error, folder);
      if (!(known instanceof WriteError)) throw known;
      this.#isRefused = true;
      this.#note(`${known.message} The curves end here; training goes on.`);
    }
  }

  /** The name says when, where and by whom: TensorBoard reads several in the order of their names. */
  #begun(folder: string, time: number): number {
    makeFolder(folder);
    const seconds = Math.floor(time / 1000);
    const name = `events.out.tfevents.${String(seconds).padStart(10, '0')}.${hostname()}.${process.pid}`;
    const file = openSync(join(folder, name), 'a');
    this.#files.set(folder, file);
    writeSync(file, versionRecord(time / 1000));
    return file;
  }
}
