import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors/user-error.js';
import { indexFile, isPlainName, pickleText, weightsFile } from '../hub/files.js';
import type { Tensor } from '../tensor/index.js';
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
    const missing = `${folder}: neither ${weightsFile} nor its index is there`;
    throw new UserError(pickled ? pickleText(folder) : missing);
  }
  const shardOf = readIndex(indexPath);
  const tensors = new Map<string, Tensor>();
  for (const shard of new Set(shardOf.values())) {
    if (!isPlainName(shard))
      throw new UserError(`${indexPath}: the shard "${shard}" lies outside the folder`);
    const path = join(folder, shard);
    if (!existsSync(path)) throw new UserError(`${indexPath}: the shard "${shard}" is missing`);
    for (const [name, tensor] of readSafetensors(path)) {
      const indexed = shardOf.get(name);
      if (indexed !== shard) {
        const said = indexed === undefined ? 'does not name' : `places in "${indexed}"`;
        throw new UserError(`${path}: holds the tensor "${name}", which the index ${said}`);
      }
      tensors.set(name, tensor);
    }
  }
  for (const [name, shard] of shardOf)
    if (!tensors.has(name))
      throw new UserError(
        `${join(folder, shard)}: has no tensor "${name}", which the index places there`,
      );
  return tensors;
}

/** The shard of each tensor. */
function readIndex(path: string): Map<string, string> {
  let index: unknown;
  try {
    index = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new UserError(`${path}: not JSON, or cut off`, { cause });
  }
  const map: unknown = (index as { weight_map?: unknown } | null)?.weight_map;
  const entries = typeof map === 'object' && map !== null ? Object.entries(map) : [];
  if (entries.length === 0 || entries.some(([, shard]) => typeof shard !== 'string'))
    throw new UserError(`${path}: \`weight_map\` does not give each tensor the name of a shard`);
  return new Map(entries);
}
