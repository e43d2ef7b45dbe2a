// The safetensors format: 8 bytes little-endian length of a JSON header, the header, the data
// (https://github.com/huggingface/safetensors#format).
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { bytesPerElement, type DType, fromFile, type Tensor } from '../tensor/index.js';

const typeNames: Readonly<Record<DType, string>> = {
  uint8: 'U8',
  int8: 'I8',
  int16: 'I16',
  int32: 'I32',
  int64: 'I64',
  float16: 'F16',
  float32: 'F32',
  float64: 'F64',
  bool: 'BOOL',
  bfloat16: 'BF16',
};
const dtypes = new Map(Object.entries(typeNames).map(([dtype, name]) => [name, dtype as DType]));

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [begin: number, end: number];
}

interface Header {
  readonly entries: ReadonlyMap<string, Entry>;
  readonly metadata: Readonly<Record<string, string>>;
  /** Where the data begin, in bytes from the start of the file. */
  readonly start: number;
  /** The file's length in bytes. */
  readonly size: number;
}

const mostHeaderBytes = 100_000_000;

function readHeader(path: string): Header {
  const file = openSync(path, 'r');
  try {
    const size = statSync(path).size;
    const head = Buffer.alloc(8);
    if (size < 8 || readSync(file, head, 0, 8, 0) < 8)
      throw new Error(`${path}: too short for a safetensors file (${size} bytes)`);
    const length = Number(head.readBigUInt64LE());
    if (length > mostHeaderBytes || 8 + length > size)
      throw new Error(`${path}: not a safetensors file, or cut off: header of ${length} bytes`);
    const text = Buffer.alloc(length);
    readSync(file, text, 0, length, 8);
    const { __metadata__, ...entries } = parseHeader(path, text.toString('utf8'));
    const header: Header = {
      entries: new Map(Object.entries(entries as Record<string, Entry>)),
      metadata: (__metadata__ ?? {}) as Record<string, string>,
      start: 8 + length,
      size,
    };
    for (const [name, entry] of header.entries) checkEntry(path, name, entry, header);
    return header;
  } finally {
    closeSync(file);
  }
}

function parseHeader(path: string, text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (cause) {
    throw new Error(`${path}: the safetensors header is not JSON`, { cause });
  }
}

function checkEntry(path: string, name: string, entry: Entry, { start, size }: Header): void {
  const dtype = dtypes.get(entry.dtype);
  if (!dtype) throw new Error(`${path}: tensor "${name}" has the unknown type ${entry.dtype}`);
  const [begin, end] = entry.data_offsets;
  const bytes = entry.shape.reduce((n, length) => n * length, bytesPerElement(dtype));
  if (end - begin !== bytes)
    throw new Error(
      `${path}: tensor "${name}" takes ${end - begin} bytes, but ${entry.dtype} ` +
        `[${entry.shape}] needs ${bytes}`,
    );
  if (begin < 0 || start + end > size)
    throw new Error(
      `${path}: tensor "${name}" ends at byte ${start + end}, the file at ${size}: cut off?`,
    );
}

/**
 * The tensors of one file, memory-mapped: pages are read when they are used. They belong to the
 * scope of the call. Throws on a malformed or truncated file, naming the tensor.
 */
export function readSafetensors(path: string): Map<string, Tensor> {
  const { entries, start, size } = readHeader(path);
  const bytes = fromFile(path, { shared: false, size, dtype: 'uint8' });
  const tensors = new Map<string, Tensor>();
  for (const [name, entry] of entries) {
    const dtype = dtypes.get(entry.dtype) as DType;
    const [begin, end] = [start + entry.data_offsets[0], start + entry.data_offsets[1]];
    const slice = bytes.slice({ start: begin, end });
    // A view needs an aligned start; writers other than ours may leave the header unpadded.
    const aligned = begin % bytesPerElement(dtype) === 0 ? slice : slice.clone();
    tensors.set(name, aligned.viewAs(dtype).reshape(entry.shape));
  }
  return tensors;
}

/** The text that a file carries beside its tensors. */
export const readSafetensorsMetadata = (path: string): Readonly<Record<string, string>> =>
  readHeader(path).metadata;

/**
 * The tensors of a checkpoint in `folder`: `model.safetensors`, or the shards that
 * `model.safetensors.index.json` names. Throws when a shard is missing, lacks a tensor that the
 * index places in it, or lies outside the folder; refuses `pytorch_model.bin`.
 */
export function readCheckpoint(folder: string): Map<string, Tensor> {
  const single = join(folder, 'model.safetensors');
  if (existsSync(single)) return readSafetensors(single);
  const indexPath = `${single}.index.json`;
  if (!existsSync(indexPath)) {
    const pickled = existsSync(join(folder, 'pytorch_model.bin'))
      ? '; pytorch_model.bin is a pickle, which can run code: convert it with ' +
        "transformers' save_pretrained(safe_serialization=True)"
      : '';
    throw new Error(`${folder}: neither model.safetensors nor its index is there${pickled}`);
  }
  const index = JSON.parse(readFileSync(indexPath, 'utf8')) as {
    weight_map: Record<string, string>;
  };
  const shards = new Map<string, Map<string, Tensor>>();
  const tensors = new Map<string, Tensor>();
  for (const [name, shard] of Object.entries(index.weight_map)) {
    if (basename(shard) !== shard)
      throw new Error(`${indexPath}: the shard "${shard}" lies outside the folder`);
    const path = join(folder, shard);
    if (!existsSync(path)) throw new Error(`${indexPath}: the shard "${shard}" is missing`);
    if (!shards.has(shard)) shards.set(shard, readSafetensors(path));
    const tensor = shards.get(shard)?.get(name);
    if (!tensor) throw new Error(`${path}: has no tensor "${name}", which the index places there`);
    tensors.set(name, tensor);
  }
  return tensors;
}

/**
 * Writes `tensors` to one file, whole or not at all: to a temporary name, fsynced, renamed.
 *
 * @param metadata text to carry along, such as `{format: 'pt'}`, which transformers wants
 */
export function writeSafetensors(
  path: string,
  tensors: ReadonlyMap<string, Tensor>,
  metadata: Readonly<Record<string, string>> = { format: 'pt' },
): void {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, tensor] of tensors) {
    const { dtype, shape } = tensor;
    const bytes = shape.reduce((n, length) => n * length, bytesPerElement(dtype));
    header[name] = { dtype: typeNames[dtype], shape, data_offsets: [offset, offset + bytes] };
    offset += bytes;
  }
  const json = JSON.stringify(header);
  // The data begin at a multiple of 8 bytes, so that readers can map them.
  const text = Buffer.from(json.padEnd(Math.ceil(Buffer.byteLength(json) / 8) * 8));
  const head = Buffer.alloc(8);
  head.writeBigUInt64LE(BigInt(text.length));
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    const file = openSync(temporary, 'w');
    try {
      writeAll(file, head);
      writeAll(file, text);
      for (const tensor of tensors.values()) writeAll(file, tensor.toBytes({ share: true }));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
}
