import { z } from 'zod';
import { UserError } from '../../errors/user-error.js';
import { JsonObject, parseExactJson, plainJson } from '../../files/exact-json.js';
import { readText } from '../../files/read-file.js';
import { quoted } from '../../text/printable.js';
import type { AddedToken } from '../added-tokens.js';
import { readPart } from '../part.js';

/** A tokenizer.json: its parts as plain JSON, the model as it is in the file. */
export interface TokenizerJson {
  /** In the order of the file. */
  readonly addedTokens: readonly (AddedToken & { readonly id: number })[];
  /** Null: the file has no such part. */
  readonly normalizer: unknown;
  readonly preTokenizer: unknown;
  readonly postProcessor: unknown;
  readonly decoder: unknown;
  readonly model: JsonObject;
}

const id = z.int().nonnegative().max(0xffff_ffff);
const count = z.int().nonnegative();

const addedTokens = z.array(
  z.looseObject({
    id,
    content: z.string(),
    single_word: z.boolean(),
    lstrip: z.boolean(),
    rstrip: z.boolean(),
    normalized: z.boolean(),
    special: z.boolean(),
  }),
);

// Both are read and left alone: transformers switches them off unless its caller asks for them.
const truncation = z
  .looseObject({
    direction: z.enum(['Left', 'Right']).default('Right'),
    max_length: count,
    strategy: z.enum(['LongestFirst', 'OnlyFirst', 'OnlySecond']),
    stride: count,
  })
  .nullable();
const padding = z
  .looseObject({
    strategy: z.union([z.literal('BatchLongest'), z.strictObject({ Fixed: count })]),
    direction: z.enum(['Left', 'Right']),
    pad_to_multiple_of: count.nullish(),
    pad_id: id,
    pad_type_id: id,
    pad_token: z.string(),
  })
  .nullable();

const keys = new Set([
  'version',
  'truncation',
  'padding',
  'added_tokens',
  'normalizer',
  'pre_tokenizer',
  'post_processor',
  'decoder',
  'model',
]);

/**
 * Reads a tokenizer.json as far as its parts; UserErrors name the file and what is wrong. A key that
 * is unknown is refused, as in the reference implementation.
 */
export function readTokenizerJson(path: string): TokenizerJson {
  const file = parseExactJson(readText(path), path);
  if (!(file instanceof JsonObject)) throw new UserError(`${path}: expected an object`);
  if (file.repeated !== null)
    throw new UserError(`${path}: the key ${JSON.stringify(file.repeated)} stands twice`);
  const unknown = [...file.keys()].find((key) => !keys.has(key));
  if (unknown !== undefined)
    throw new UserError(
      `${path}: the key ${quoted(unknown)} is unknown: ` +
        `a tokenizer.json has ${[...keys].join(', ')}`,
    );
  const part = (key: string): unknown => plainJson(file.get(key) ?? null, `${path}: ${key}`);
  if (file.has('version')) readPart(z.literal('1.0'), file.get('version'), `${path}: version`);
  readPart(truncation, part('truncation'), `${path}: truncation`);
  readPart(padding, part('padding'), `${path}: padding`);
  const model = file.get('model');
  if (!(model instanceof JsonObject)) throw new UserError(`${path}: model: expected an object`);
  return {
    addedTokens: file.has('added_tokens')
      ? readPart(addedTokens, part('added_tokens'), `${path}: added_tokens`)
      : [],
    normalizer: part('normalizer'),
    preTokenizer: part('pre_tokenizer'),
    postProcessor: part('post_processor'),
    decoder: part('decoder'),
    model,
  };
}

/** The types of a part and of those within it, in their order. */
export function typesIn(part: unknown): string[] {
  if (typeof part !== 'object' || part === null) return [];
  const { type, normalizers, pretokenizers } = part as Readonly<Record<string, unknown>>;
  const inner = type === 'Sequence' ? (normalizers ?? pretokenizers) : undefined;
  return Array.isArray(inner) ? inner.flatMap(typesIn) : [String(type)];
}
