import { z } from 'zod';
import { jsonMap } from '../../files/json-map.js';

/** The first file of an archive, which says what else is in it. */
export const manifestName = 'pack.json';

/** The most bytes of a manifest that are read: one of a million files has fewer. */
export const longestManifest = 2 ** 28;

/** What an archive has. */
export const manifestSchema = z.strictObject({
  version: z.literal(1),
  credence: z.string().describe('The version of the program that packed.'),
  packed: z.iso.datetime(),
  experiments: z.array(z.strictObject({ name: z.string(), identity: z.string() })),
  files: jsonMap(
    z.strictObject({ bytes: z.int().min(0), sha256: z.hash('sha256', { enc: 'hex' }) }),
  ).describe('Size and content of every other file, by its path from the runs folder.'),
});

/** What an archive has; the paths of files are those from the runs folder. */
export type Manifest = z.output<typeof manifestSchema>;

const record = String.raw`experiments\/[\w-][\w.-]*\.json`;
const folder = String.raw`(?:[0-9a-f]{12}|seed-\d{1,10}|tests-[0-9a-f]{8}|epoch-\d{1,9})`;
const file = String.raw`\w[\w-]*\.(?:json|jsonl|safetensors|txt|model|jinja)`;
const stored = new RegExp(`^(?:README\\.txt|${record}|[0-9a-f]{12}\\/(?:${folder}\\/)+${file})$`);

/** Whether a path is one of what a runs folder has, and so leads nowhere else. */
export const isStored = (path: string): boolean =>
  path.length < 1000 && stored.test(path) && !/(^|\/)lock\.json/.test(path);
