import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readBytes } from '../files/read-file.js';
import type { Tokenizer } from './tokenizer.js';

/** A tokenizer as a checkpoint's folder has it. */
export interface SavedTokenizer {
  /** The content of its files, by name. */
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  /** What config.json has to say of it, where the model has none of a checkpoint. */
  readonly modelKeys: Readonly<Record<string, unknown>>;
}

/** A tokenizer that can be saved beside its model. */
export interface SavableTokenizer extends Tokenizer {
  /** Its files, from which `pretrainedTokenizer` and transformers make one that gives equal ids. */
  saved(): SavedTokenizer;
}

/** The class of transformers that keeps to tokenizer.json. */
export const plainClass = 'PreTrainedTokenizerFast';

/** Files of a checkpoint's folder that belong to its tokenizer or to how texts are generated. */
const names = [
  'generation_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'chat_template.jinja',
  'chat_template.json',
  'vocab.json',
  'merges.txt',
  'spiece.model',
  'tokenizer.model',
];

/** Those files of a folder as they are, byte for byte. */
export function tokenizerFilesIn(folder: string): Map<string, Uint8Array> {
  const there = names.filter((name) => existsSync(join(folder, name)));
  return new Map(there.map((name) => [name, readBytes(join(folder, name))]));
}

/** What `config.json` says of a tokenizer's ids; null where texts have no such token. */
export const idKeys = ({ padId, endId }: Pick<Tokenizer, 'padId' | 'endId'>) => ({
  bos_token_id: null,
  eos_token_id: endId,
  pad_token_id: padId,
});
