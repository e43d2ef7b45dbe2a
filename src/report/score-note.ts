import { dataKind } from '../data/kinds.js';
import type { Experiment } from '../experiment/experiment.js';
import { wrapped } from '../terminal/wrapped.js';

/** What exact match means for the experiment's kind of data; no lines where that needs no words. */
export function scoreNote({ data }: Experiment, width: number): string[] {
  const note = dataKind(data).scoreNote;
  return note === null ? [] : wrapped(note, width);
}
