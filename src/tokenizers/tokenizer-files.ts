import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors/user-error.js';
import { isFolder } from '../files/folders.js';
import { readJson } from '../files/json-file.js';

const part = z.looseObject({ type: z.string() }).nullable().default(null);

const vocabulary = z.union(
  [z.record(z.string(), z.int().nonnegative()), z.array(z.tuple([z.string(), z.number()]))],
  { error: 'expected an id for each token, or a list of tokens and their scores' },
);

/** A tokenizer.json, as far as it is read here; the parts are the library's affair. */
const tokenizerFile = z.looseObject({
  added_tokens: z
    .array(
      z.looseObject({
        id: z.int().nonnegative(),
        content: z.string().min(1),
        special: z.boolean().default(false),
        normalized: z.boolean().optional(),
      }),
    )
    .default([]),
  normalizer: part,
  pre_tokenizer: part,
  post_processor: part,
  decoder: part,
  model: z.looseObject({
    // Files of early versions name no type; the library tells them by their fields.
    type: z
      .enum(['BPE', 'Unigram', 'WordPiece'], {
        error: ({ input }) =>
          `${JSON.stringify(input)} is not supported, only BPE, Unigram and WordPiece are`,
      })
      .optional(),
    vocab: vocabulary,
    byte_fallback: z.boolean().nullish(),
  }),
});

/** What a tokenizer.json says. */
export type TokenizerFile = z.output<typeof tokenizerFile>;

const namedToken = z
  .union([z.string(), z.looseObject({ content: z.string() })])
  .nullish()
  .transform((token) => (typeof token === 'object' ? (token?.content ?? null) : (token ?? null)));

const namedTokens = z.looseObject({
  bos_token: namedToken,
  eos_token: namedToken,
  pad_token: namedToken,
  unk_token: namedToken,
  add_bos_token: z.boolean().nullish(),
});

const idOrIds = z
  .union([z.int().nonnegative(), z.array(z.int().nonnegative())])
  .nullish()
  .transform((ids) => (Array.isArray(ids) ? ids : [ids ?? []].flat()));

const configuredIds = z.looseObject({ eos_token_id: idOrIds, pad_token_id: idOrIds });

/** What the files of a checkpoint say about its tokenizer; null or absent where they say nothing. */
export interface TokenizerFiles {
  /** The path of tokenizer.json, for messages. */
  readonly path: string;
  readonly tokenizer: TokenizerFile;
  /** Contents of the tokens that have a part to play. */
  readonly begin: string | null;
  readonly end: string | null;
  readonly pad: string | null;
  readonly unknown: string | null;
  /** Whether the begin token stands before every text; null: as the post-processor has it. */
  readonly addsBegin: boolean | null;
  /** Ids of config.json, else of generation_config.json; of a list the first. */
  readonly endId: number | null;
  readonly padId: number | null;
  /** The ids that end generation: all of generation_config.json, else of config.json. */
  readonly endIds: readonly number[];
}

/**
 * Reads the tokenizer of a checkpoint's folder: tokenizer.json, and where they are there
 * tokenizer_config.json, special_tokens_map.json, config.json and generation_config.json. A path
 * of a file is read as a tokenizer.json that stands alone. UserErrors name the file.
 */
export function readTokenizerFiles(folderOrFile: string): TokenizerFiles {
  const hasMore = isFolder(folderOrFile);
  const path = hasMore ? join(folderOrFile, 'tokenizer.json') : folderOrFile;
  if (!existsSync(path)) throw new UserError(missingText(folderOrFile, hasMore));
  const tokenizer = readJson(path, tokenizerFile);
  if (tokenizer.model.type === 'Unigram' && tokenizer.model.byte_fallback === true)
    throw new UserError(`${path}: a Unigram model with byte_fallback is not supported`);
  const beside = <T>(name: string, schema: z.ZodType<T>): T => {
    const file = join(folderOrFile, name);
    return hasMore && existsSync(file) ? readJson(file, schema) : schema.parse({});
  };
  const named = beside('tokenizer_config.json', namedTokens);
  const mapped = beside('special_tokens_map.json', namedTokens);
  const config = beside('config.json', configuredIds);
  const generation = beside('generation_config.json', configuredIds);
  return {
    path,
    tokenizer,
    begin: named.bos_token ?? mapped.bos_token,
    end: named.eos_token ?? mapped.eos_token,
    pad: named.pad_token ?? mapped.pad_token,
    unknown: named.unk_token ?? mapped.unk_token,
    addsBegin: named.add_bos_token ?? null,
    endId: config.eos_token_id[0] ?? generation.eos_token_id[0] ?? null,
    padId: config.pad_token_id[0] ?? generation.pad_token_id[0] ?? null,
    endIds: generation.eos_token_id.length > 0 ? generation.eos_token_id : config.eos_token_id,
  };
}

function missingText(folderOrFile: string, folder: boolean): string {
  if (!folder) return `there is no tokenizer at ${folderOrFile}: neither a folder nor a file`;
  return (
    `${folderOrFile} has no tokenizer.json; transformers writes one from the other files of a ` +
    `tokenizer: AutoTokenizer.from_pretrained("${folderOrFile}").save_pretrained("${folderOrFile}")`
  );
}
