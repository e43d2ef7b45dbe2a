import { z } from 'zod';
import { jsonMap } from '../../files/json-map.js';

/** What a `done.json` has to be. */
export const doneSchema = z.strictObject({
  identity: z.string().describe('Of what is in the folder, as in its name.'),
  finished: z.iso.datetime().describe('When the last file was written.'),
  seconds: z.number().min(0).describe('Of training and testing.'),
  files: jsonMap(
    z.strictObject({ bytes: z.int().min(0), sha256: z.hash('sha256', { enc: 'hex' }) }),
  ).describe('Size and content of every other file, to know damage by.'),
  weights: z
    .literal('until finished')
    .optional()
    .describe('Of a stage whose weights are removed when all stages of its seed are finished.'),
});

/** The content of `done.json`. */
export type Done = z.output<typeof doneSchema>;

/** A `done.json` as it is written. */
export const writtenDone = (done: Done): z.input<typeof doneSchema> => ({
  ...done,
  files: Object.fromEntries(done.files),
});

/**
 * The content of a `done.json` as this program writes it, checked by hand in a tenth of the time of
 * the schema, as there may be thousands; null for anything else, of which the schema says whether
 * and why it is wrong.
 */
export function usualDone(text: string): Done | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isObject(value)) return null;
  const { identity, finished, seconds, files, weights, ...others } = value;
  if (Object.keys(others).length > 0 || typeof identity !== 'string') return null;
  if (typeof finished !== 'string' || !isTime(finished)) return null;
  if (typeof seconds !== 'number' || seconds < 0 || !isObject(files)) return null;
  if (weights !== undefined && weights !== 'until finished') return null;
  const own: Done['files'] = new Map();
  for (const [name, file] of Object.entries(files)) {
    if (!/^[\w./-]+$/.test(name) || !isObject(file)) return null;
    const { bytes, sha256 } = file;
    if (typeof bytes !== 'number' || !Number.isSafeInteger(bytes) || bytes < 0) return null;
    if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256)) return null;
    if (Object.keys(file).length > 2) return null;
    own.set(name, { bytes, sha256 });
  }
  const until = weights === undefined ? {} : { weights: 'until finished' as const };
  return { identity, finished, seconds, files: own, ...until };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a text is a time as `toISOString` writes it. */
function isTime(text: string): boolean {
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString() === text;
}
