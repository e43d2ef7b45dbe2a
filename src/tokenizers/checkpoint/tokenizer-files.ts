import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../errors/user-error.js';
import { parseExactJson, plainJson } from '../../files/exact-json.js';
import { isFolder } from '../../files/folders.js';
import { readText } from '../../files/read-file.js';
import type { AddedToken } from '../added-tokens.js';
import { readPart } from '../part.js';
import { asClassBuilds, classOfModel } from './class-pipelines.js';
import { tokenizerConfig, tokensToAdd, withTokensMap } from './tokenizer-config.js';
import { readTokenizerJson, type TokenizerJson } from './tokenizer-json.js';

// Of early configurations -1 stands for no token.
const isId = (id: number): boolean => id >= 0;
const idOrIds = z
  .union([z.int(), z.array(z.int())])
  .nullish()
  .transform((ids) => [ids ?? []].flat().filter(isId));

const modelConfig = z.looseObject({
  model_type: z.string().nullish(),
  tokenizer_class: z.string().nullish(),
  eos_token_id: idOrIds,
  pad_token_id: idOrIds,
});

/** What the files of a checkpoint say about its tokenizer; null or absent where they say nothing. */
export interface TokenizerFiles {
  /** The path of tokenizer.json, for messages. */
  readonly path: string;
  /** Whether it is a checkpoint's folder that was read, not a tokenizer.json that stands alone. */
  readonly isFolder: boolean;
  /** The class of transformers that makes it; null: none is named, and tokenizer.json decides. */
  readonly className: string | null;
  /** As that class has it. */
  readonly tokenizer: TokenizerJson;
  /** The tokens that the other files add. */
  readonly addedTokens: readonly AddedToken[];
  /**
   * Tokens that the class names by itself. transformers gives those that the vocabulary lacks ids
   * of their own, which no model has rows for; they are left out here.
   */
  readonly usualTokens: readonly AddedToken[];
  /** Whether special tokens of a text are cut as any other text. */
  readonly splitsSpecialTokens: boolean;
  /** Contents of the tokens that have a part to play. */
  readonly end: string | null;
  readonly pad: string | null;
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
  const inFile = readTokenizerJson(path);
  const isThere = (name: string): boolean => hasMore && existsSync(join(folderOrFile, name));
  const beside = <Schema extends z.ZodType>(name: string, schema: Schema): z.output<Schema> => {
    if (!isThere(name)) return schema.parse({});
    const file = join(folderOrFile, name);
    return readPart(schema, plainJson(parseExactJson(readText(file), file), file), `${file}: `);
  };
  const config = withTokensMap(
    beside('tokenizer_config.json', tokenizerConfig),
    beside('special_tokens_map.json', tokenizerConfig),
  );
  const model = beside('config.json', modelConfig);
  const generation = beside('generation_config.json', modelConfig);
  const hasConfig = isThere('tokenizer_config.json');
  const named = config.tokenizerClass ?? model.tokenizer_class ?? null;
  const className = named ?? classOfModel.get((hasConfig && model.model_type) || '') ?? null;
  const { file: tokenizer, usualTokens } = asClassBuilds(inFile, config, className, {
    path,
    configPath: join(folderOrFile, 'tokenizer_config.json'),
  });
  const added =
    hasConfig || isThere('special_tokens_map.json')
      ? tokensToAdd(config, inFile.addedTokens, tokenizer.addedTokens, usualTokens)
      : { named: [], usual: [] };
  return {
    path,
    isFolder: hasMore,
    className,
    tokenizer,
    addedTokens: added.named,
    usualTokens: added.usual,
    splitsSpecialTokens: config.splitsSpecialTokens,
    end: config.named.get('eos_token')?.content ?? null,
    pad: config.named.get('pad_token')?.content ?? null,
    endId: model.eos_token_id[0] ?? generation.eos_token_id[0] ?? null,
    padId: model.pad_token_id[0] ?? generation.pad_token_id[0] ?? null,
    endIds: generation.eos_token_id.length > 0 ? generation.eos_token_id : model.eos_token_id,
  };
}

function missingText(folderOrFile: string, folder: boolean): string {
  if (!folder) return `there is no tokenizer at ${folderOrFile}: neither a folder nor a file`;
  return (
    `${folderOrFile} has no tokenizer.json; transformers writes one from the other files of a ` +
    `tokenizer: AutoTokenizer.from_pretrained("${folderOrFile}").save_pretrained("${folderOrFile}")`
  );
}
