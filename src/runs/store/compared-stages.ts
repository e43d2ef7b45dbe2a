import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { sha256OfFile } from '../../files/hash.js';
import { readJson } from '../../files/json-file.js';
import { counted } from '../../text/counted.js';
import { epochFolders } from '../epoch-folders.js';

/** Files of a stage that say when and where it was made, and so differ each time. */
const ofTheirTime = /^(run|config|tests|environment|done|lock)\.json$/;

const doneSchema = z.looseObject({
  files: z.record(z.string(), z.looseObject({ sha256: z.string() })),
});

/** How the results of a stage that was trained again are beside the old ones. */
export interface StageComparison {
  /** Files that have the same bytes. */
  readonly same: readonly string[];
  /** Those that have not, and what differs: a sentence each. */
  readonly different: readonly string[];
  /** Whether the old ones are whole: as they were written, none missing. */
  readonly isWhole: boolean;
}

/**
 * Compares the results of one folder, a stage's or that of its tests, with what was made anew; what
 * only one of them has, such as weights that are kept, counts as no difference.
 */
export function compareResults(before: string, after: string): StageComparison {
  const same: string[] = [];
  const different: string[] = [];
  for (const name of resultNames(after)) {
    const [old, now] = [join(before, name), join(after, name)];
    if (!existsSync(old)) continue;
    if (sha256OfFile(old) === sha256OfFile(now)) same.push(name);
    else different.push(`${name}: ${differenceText(old, now)}`);
  }
  return { same, different, isWhole: isWhole(before) };
}

/** Files of results, those in folders of weights with their folder. */
function resultNames(folder: string): string[] {
  const inside = (path: string): string[] =>
    readdirSync(path).filter(
      (name) => /\.(jsonl|json|safetensors)$/.test(name) && !ofTheirTime.test(name),
    );
  return [
    ...inside(folder),
    ...epochFolders(folder).flatMap((name) =>
      inside(join(folder, name)).map((file) => `${name}/${file}`),
    ),
  ];
}

function differenceText(old: string, now: string): string {
  if (!now.endsWith('.jsonl')) return 'other bytes';
  const [before, after] = [linesOf(old), linesOf(now)];
  const others = after.filter((line, index) => line !== before[index]).length;
  const lengths = before.length === after.length ? '' : `, where there were ${before.length}`;
  return `${others} of ${counted(after.length, 'row')} differ${lengths}`;
}

const linesOf = (path: string): string[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');

/** Whether every file of a folder is as its `done.json` says. */
function isWhole(folder: string): boolean {
  try {
    const { files } = readJson(join(folder, 'done.json'), doneSchema);
    return Object.entries(files).every(
      ([name, { sha256 }]) => sha256OfFile(join(folder, name)) === sha256,
    );
  } catch {
    // Whatever cannot be read is not whole.
    return false;
  }
}
