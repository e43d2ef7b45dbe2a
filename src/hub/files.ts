import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors/user-error.js';

/** The weights in one file. */
export const weightsFile = 'model.safetensors';
/** What says which tensor lies in which of several files. */
export const indexFile = 'model.safetensors.index.json';

const index = z.looseObject({ weight_map: z.record(z.string(), z.string()) });

/** Whether a name is one of a file in the folder itself: no path leads out of it. */
export const isPlainName = (name: string): boolean => /^\w[\w.+-]*$/.test(name);

/**
 * The names of the files that an index of weights speaks of, each once. UserErrors name the index:
 * where it is not JSON, or names a file that would lie elsewhere.
 */
export function shardsOf(indexPath: string): string[] {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(indexPath, 'utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UserError(`${indexPath} is not JSON: ${error.message}`);
  }
  const parsed = index.safeParse(json);
  if (!parsed.success) throw new UserError(`${indexPath} has no weight_map from tensors to files`);
  const shards = [...new Set(Object.values(parsed.data.weight_map))].sort();
  for (const shard of shards)
    if (!isPlainName(shard))
      throw new UserError(`${indexPath}: the file "${shard}" lies outside the folder`);
  return shards;
}

/** Which files of weights a folder lacks; none where the checkpoint is whole. */
export function missingWeights(folder: string): string[] {
  const lacks = (name: string) => !existsSync(join(folder, name));
  if (!lacks(weightsFile)) return [];
  return lacks(indexFile) ? [weightsFile] : shardsOf(join(folder, indexFile)).filter(lacks);
}

/** Why pickled weights are refused and how they are converted, for a checkpoint `from`. */
export const pickleText = (from: string): string =>
  `${from} has its weights only as a pickle (pytorch_model.bin), which can run code when it is ` +
  'read. Convert it with transformers, then give the folder: python -c "from transformers import ' +
  'AutoModelForCausalLM as M, AutoTokenizer as T; ' +
  `M.from_pretrained('${from}').save_pretrained('FOLDER'); ` +
  `T.from_pretrained('${from}').save_pretrained('FOLDER')" (AutoModelForSeq2SeqLM for T5)`;
