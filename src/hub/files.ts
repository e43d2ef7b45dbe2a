import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors/user-error.js';
import { readJson } from '../files/json-file.js';

/** The weights in one file. */
export const weightsFile = 'model.safetensors';
/** What says which tensor lies in which of several files. */
export const indexFile = 'model.safetensors.index.json';

const weightIndex = z.looseObject({
  weight_map: z
    .record(z.string(), z.string())
    .refine((files) => Object.keys(files).length > 0, 'expected at least one tensor'),
});

/** Whether a name is one of a file in the folder itself: no path leads out of it. */
export const isPlainName = (name: string): boolean => /^\w[\w.+-]*$/.test(name);

/**
 * The file of each tensor by an index of weights. UserErrors name the index: where it is no JSON of
 * that shape, or names a file that would lie elsewhere.
 */
export function readWeightIndex(indexPath: string): ReadonlyMap<string, string> {
  const files = new Map(Object.entries(readJson(indexPath, weightIndex).weight_map));
  for (const file of files.values())
    if (!isPlainName(file))
      throw new UserError(`${indexPath}: the file "${file}" lies outside the folder`);
  return files;
}

/** The names of the files that an index of weights speaks of, each once. Errors: `readWeightIndex`. */
export function shardsOf(indexPath: string): string[] {
  return [...new Set(readWeightIndex(indexPath).values())].sort();
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
