import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors/user-error.js';
import { JsonObject, parseExactJson } from '../files/exact-json.js';
import { readText } from '../files/read-file.js';
import { printable, quoted, shortened } from '../text/printable.js';

/** The weights in one file. */
export const weightsFile = 'model.safetensors';
/** What says which tensor lies in which of several files. */
export const indexFile = 'model.safetensors.index.json';

/** Whether a name is one of a file in the folder itself: no path leads out of it. */
export const isPlainName = (name: string): boolean => /^\w[\w.+-]*$/.test(name);

/**
 * The file of each tensor by an index of weights. UserErrors name the index: where it is no JSON of
 * that shape, or names a file that would lie elsewhere.
 */
export function readWeightIndex(indexPath: string): ReadonlyMap<string, string> {
  const index = parseExactJson(readText(indexPath), indexPath);
  if (!(index instanceof JsonObject)) throw new UserError(`${indexPath}: expected object`);
  const map = index.get('weight_map');
  if (!(map instanceof JsonObject))
    throw new UserError(`${indexPath}: weight_map: expected object`);
  if (map.size === 0) throw new UserError(`${indexPath}: weight_map: expected at least one tensor`);
  if (map.repeated !== null)
    throw new UserError(`${indexPath}: weight_map: ${quoted(map.repeated)} stands there twice`);
  const files = new Map<string, string>();
  for (const [name, file] of map) {
    if (typeof file !== 'string')
      throw new UserError(
        `${indexPath}: weight_map.${printable(shortened(name))}: expected string`,
      );
    if (!isPlainName(file))
      throw new UserError(`${indexPath}: the file ${quoted(file)} lies outside the folder`);
    files.set(name, file);
  }
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
