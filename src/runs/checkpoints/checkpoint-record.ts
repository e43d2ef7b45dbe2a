import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../errors/user-error.js';
import { sha256OfBytes } from '../../files/hash.js';
import { parseJson, writeJson } from '../../files/json-file.js';
import { jsonMap } from '../../files/json-map.js';
import { readText } from '../../files/read-file.js';

const written = z.strictObject({
  bytes: z.int().min(0),
  sha256: z.hash('sha256', { enc: 'hex' }),
});

const executed = z.strictObject({
  device: z.string(),
  threads: z.int().positive(),
  microBatch: z.union([z.int().positive(), z.literal('search')]).nullable(),
  batchSeeds: z.int().positive().optional().describe('Seeds trained as one program; absent: 1.'),
  commit: z.string().nullable(),
  libtorch: z.string(),
  cpu: z.string(),
});

/** How a part of a stage was executed; rounding depends on it. */
export type Executed = Readonly<z.output<typeof executed>>;

/** Whether two parts of a stage were executed alike. */
export const sameExecution = (one: Executed, other: Executed): boolean =>
  executed.keyof().options.every((key) => one[key] === other[key]);

const recordSchema = z.strictObject({
  identity: z.string().describe('Of the stage.'),
  kind: z.enum(['train', 'train again']),
  tests: z.string().nullable().describe('Identity of the tests that are made; null: none are.'),
  answers: z.enum(['end', 'every']).describe('When answers are saved.'),
  weights: z.array(z.int().positive()).describe('Epochs whose weights were saved.'),
  step: z.int().min(0).describe('Steps taken.'),
  steps: z.int().positive().describe('Of the whole stage.'),
  isPending: z.boolean().describe('Whether the tests of the epoch just ended are to be made.'),
  seconds: z.number().min(0).describe('That the stage took so far.'),
  rows: jsonMap(written).describe('How far the files of rows were written.'),
  stepOfEpoch: z.int().min(0),
  generators: jsonMap(z.base64()).describe('States of what draws the data.'),
  dropout: z.base64().describe("State of libtorch's generator."),
  updates: z.int().min(0).describe('That the optimizer made.'),
  microBatch: z.int().positive().nullable().describe('What a search for it found.'),
  executed,
  before: z
    .array(z.strictObject({ untilStep: z.int().min(0), ...executed.shape }))
    .describe('How earlier parts of the stage were executed.'),
  files: jsonMap(written).describe('Size and content of the files beside this one.'),
});

/** What a checkpoint says beside its tensors; maps are written as objects. */
export type CheckpointRecord = Readonly<z.output<typeof recordSchema>>;

/** The files of a checkpoint. */
export const checkpointFiles = {
  record: 'state.json',
  weights: 'weights.safetensors',
  optimizer: 'optimizer.safetensors',
} as const;

const fileSchema = z.strictObject({ sha256: z.string(), state: z.unknown() });

const hashOf = (state: unknown): string => sha256OfBytes(Buffer.from(JSON.stringify(state)));

/** Writes the record into the folder of a checkpoint, with a hash of itself. */
export function writeCheckpointRecord(folder: string, record: CheckpointRecord): void {
  const { rows, generators, files } = record;
  const maps = {
    rows: Object.fromEntries(rows),
    generators: Object.fromEntries(generators),
    files: Object.fromEntries(files),
  };
  const state = { ...record, ...maps } satisfies z.input<typeof recordSchema>;
  writeJson(join(folder, checkpointFiles.record), { sha256: hashOf(state), state });
}

/** Reads the record of a checkpoint; throws a UserError where it is missing or damaged. */
export function readCheckpointRecord(folder: string): CheckpointRecord {
  const path = join(folder, checkpointFiles.record);
  const text = readText(path);
  const { sha256, state } = parseJson(text, fileSchema, path);
  if (hashOf(state) !== sha256) throw new UserError(`${path}: its content is not what was written`);
  return parseJson(text, fileSchema.extend({ state: recordSchema }), path).state;
}
