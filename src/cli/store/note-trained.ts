import { WriteError } from '../../files/file-errors.js';
import type { Changes } from '../../plan/catalogue.js';
import { noteStudy } from '../../runs/store/study-records.js';
import type { Study } from '../../study/resolve-study.js';

/** A function that notes in the runs folder what is trained; throws a WriteError where it cannot. */
export function studyNote(
  study: Study,
  { typed, quick = false, small = false, ...changes }: Changes & { readonly typed: string },
  runs: string,
): () => void {
  const { set = [], sweep = [], zip = false } = changes;
  const asked = { typed, set: [...set], sweep: [...sweep], zip, quick, small };
  return () => noteStudy(study, asked, runs);
}

/** Notes what was trained before there were such notes; not where the folder cannot be written. */
export function noteFinished(note: () => void): void {
  try {
    note();
  } catch (error) {
    if (!(error instanceof WriteError)) throw error;
  }
}
