import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The files of a checkpoint's folder that decide what a model computes from a text. */
const decisive =
  /^(config|generation_config|tokenizer|tokenizer_config|special_tokens_map)\.json$|\.safetensors$/;

/** The paths of those files, sorted by name. */
export function decisiveFiles(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => decisive.test(name));
  return names.sort().map((name) => join(folder, name));
}
