import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UserError } from '../data/user-error.js';
import type { Tensor } from '../tensor/index.js';
import { readSafetensors } from './safetensors.js';

/**
 * The tensors of a checkpoint in `folder`, memory-mapped: `model.safetensors`, or the shards that
 * `model.safetensors.index.json` names. Throws when a shard is missing, lacks a tensor that the
 * index places in it, holds one that the index does not name, or lies outside the folder; refuses
 * `pytorch_model.bin`.
 *
 * @param className transformers' class of the model, for the way to convert an old file
 */
export function readCheckpoint(
  folder: string,
  className = 'AutoModelForCausalLM',
): Map<string, Tensor> {
  const single = join(folder, 'model.safetensors');
  if (existsSync(single)) return readSafetensors(single);
  const indexPath = `${single}.index.json`;
  if (!existsSync(indexPath)) throw new UserError(missingText(folder, className));
  const placed = readIndex(indexPath);
  const tensors = new Map<string, Tensor>();
  for (const shard of new Set(placed.values())) {
    if (basename(shard) !== shard)
      throw new UserError(`${indexPath}: the shard "${shard}" lies outside the folder`);
    const path = join(folder, shard);
    if (!existsSync(path)) throw new UserError(`${indexPath}: the shard "${shard}" is missing`);
    for (const [name, tensor] of readSafetensors(path)) {
      const place = placed.get(name);
      if (place !== shard) {
        const said = place === undefined ? 'does not name' : `places in "${place}"`;
        throw new UserError(`${path}: holds the tensor "${name}", which the index ${said}`);
      }
      tensors.set(name, tensor);
    }
  }
  for (const [name, shard] of placed)
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

function missingText(folder: string, className: string): string {
  const text = `${folder}: neither model.safetensors nor its index is there`;
  if (!['', '.index.json'].some((end) => existsSync(join(folder, `pytorch_model.bin${end}`))))
    return text;
  return (
    `${text}; pytorch_model.bin is a pickle, which can run code. Convert it, where it comes from ` +
    `someone you trust: python3 -c "from transformers import ${className} as M; ` +
    `M.from_pretrained('${folder}').save_pretrained('${folder}-safe', safe_serialization=True)"`
  );
}
