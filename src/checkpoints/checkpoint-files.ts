import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors/user-error.js';
import { indexFile, pickleText, readWeightIndex, weightsFile } from '../hub/files.js';
import type { Tensor } from '../tensor/index.js';
import { quoted } from '../text/printable.js';
import { readSafetensors } from './safetensors.js';

/**
 * The tensors of a checkpoint in `folder`, memory-mapped: `model.safetensors`, or the shards that
 * `model.safetensors.index.json` names. Throws when a shard is missing, lacks a tensor that the
 * index places in it, holds one that the index does not name, or lies outside the folder; refuses
 * `pytorch_model.bin`.
 */
export function readCheckpoint(folder: string): Map<string, Tensor> {
  const single = join(folder, weightsFile);
  if (existsSync(single)) return readSafetensors(single);
  const indexPath = join(folder, indexFile);
  if (!existsSync(indexPath)) {
    const pickled = ['', '.index.json'].some((end) =>
      existsSync(join(folder, `pytorch_model.bin${end}`)),
    );
    const missing = `${folder}: neither ${weightsFile} nor its index exists`;
    throw new UserError(pickled ? pickleText(folder) : missing);
  }
  const shardOf = readWeightIndex(indexPath);
  const tensors = new Map<string, Tensor>();
  for (const shard of new Set(shardOf.values())) {
    const path = join(folder, shard);
    if (!existsSync(path)) throw new UserError(`${indexPath}: the shard "${shard}" is missing`);
    for (const [name, tensor] of readSafetensors(path)) {
      const indexed = shardOf.get(name);
      if (indexed !== shard) {
        const said = indexed === undefined ? 'does not name' : `places in "${indexed}"`;
        throw new UserError(`${path}: holds the tensor ${quoted(name)}, which the index ${said}`);
      }
      tensors.set(name, tensor);
    }
  }
  for (const [name, shard] of shardOf)
    if (!tensors.has(name))
      throw new UserError(
        `${join(folder, shard)}: has no tensor ${quoted(name)}, which the index places there`,
      );
  return tensors;
}
