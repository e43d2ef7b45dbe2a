// The safetensors format: 8 bytes little-endian length of a JSON header, the header, the data
// (https://github.com/huggingface/safetensors#format).
import { closeSync, readSync } from 'node:fs';
import { z } from 'zod';
import { UserError } from '../errors/user-error.js';
import { parseJson } from '../files/json-file.js';
import { openInput } from '../files/open-input.js';
import { writeWhole } from '../files/write-whole.js';
import { bytesPerElement, type DType, fromFile, scope, type Tensor } from '../tensor/index.js';

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

/** Only the shape of the header; `checkEntry` checks each entry. */
const headerSchema = z.record(z.string(), z.looseObject({}));

const mostHeaderBytes = 100_000_000;

function readHeader(path: string): Header {
  const { descriptor: file, bytes: size } = openInput(path);
  try {
    const head = Buffer.alloc(8);
    if (size < 8 || readSync(file, head, 0, 8, 0) < 8)
      throw new UserError(`${path}: too short for a safetensors file (${size} bytes)`);
    const length = Number(head.readBigUInt64LE());
    if (length > mostHeaderBytes || 8 + length > size)
      throw new UserError(`${path}: not a safetensors file, or cut off: header of ${length} bytes`);
    const text = Buffer.alloc(length);
    readSync(file, text, 0, length, 8);
    const { __metadata__, ...entries } = parseJson(
      text.toString('utf8'),
      headerSchema,
      `${path}: the safetensors header`,
    );
    const header: Header = {
      entries: new Map(Object.entries(entries as unknown as Record<string, Entry>)),
      metadata: (__metadata__ ?? {}) as Record<string, string>,
      start: 8 + length,
      size,
    };
    for (const [name, entry] of header.entries) checkEntry(path, name, entry, header);
    checkOffsets(path, header);
    return header;
  } finally {
    closeSync(file);
  }
}

function checkEntry(path: string, name: string, entry: Entry, { start, size }: Header): void {
  const dtype = dtypes.get(entry.dtype);
  if (!dtype) throw new UserError(`${path}: tensor "${name}" has an unknown dtype, ${entry.dtype}`);
  const whole = (list: unknown): boolean =>
    Array.isArray(list) && list.every((number) => Number.isSafeInteger(number) && number >= 0);
  if (!whole(entry.shape) || !whole(entry.data_offsets) || entry.data_offsets.length !== 2)
    throw new UserError(`${path}: tensor "${name}" has a malformed shape or data_offsets`);
  const [begin, end] = entry.data_offsets;
  const bytes = entry.shape.reduce((n, length) => n * length, bytesPerElement(dtype));
  if (end - begin !== bytes)
    throw new UserError(
      `${path}: tensor "${name}" takes ${end - begin} bytes, but ${entry.dtype} ` +
        `[${entry.shape}] needs ${bytes}`,
    );
  if (start + end > size)
    throw new UserError(
      `${path}: tensor "${name}" ends at byte ${start + end}, the file at ${size}: cut off?`,
    );
}

/** Throws unless the tensors cover the data one after the other, as the format wants it. */
function checkOffsets(path: string, { entries, start, size }: Header): void {
  const inOrder = [...entries].sort(
    ([, { data_offsets: a }], [, { data_offsets: b }]) => a[0] - b[0] || a[1] - b[1],
  );
  let covered = 0;
  for (const [name, { data_offsets }] of inOrder) {
    const [begin, end] = data_offsets;
    if (begin !== covered)
      throw new UserError(
        `${path}: tensor "${name}" begins at byte ${begin} of the data, expected ${covered}`,
      );
    covered = end;
  }
  if (start + covered !== size)
    throw new UserError(`${path}: ${size - start - covered} bytes belong to no tensor`);
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
 * Writes `tensors` to one file, whole or not at all.
 *
 * @param options.metadata text to carry along; default `{format: 'pt'}`, which transformers wants
 * @param options.dtype converts every tensor, one at a time; default each tensor's own type
 */
export function writeSafetensors(
  path: string,
  tensors: ReadonlyMap<string, Tensor>,
  {
    metadata = { format: 'pt' },
    dtype,
  }: { metadata?: Readonly<Record<string, string>>; dtype?: DType } = {},
): void {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, tensor] of tensors) {
    const { shape } = tensor;
    const type = dtype ?? tensor.dtype;
    const bytes = shape.reduce((n, length) => n * length, bytesPerElement(type));
    header[name] = { dtype: typeNames[type], shape, data_offsets: [offset, offset + bytes] };
    offset += bytes;
  }
  writeWhole(path, partsOf(header, tensors, dtype));
}

function* partsOf(
  header: Readonly<Record<string, unknown>>,
  tensors: ReadonlyMap<string, Tensor>,
  dtype: DType | undefined,
): Generator<Uint8Array> {
  const json = JSON.stringify(header);
  // The data begin at a multiple of 8 bytes, so that readers can map them.
  const text = Buffer.from(json.padEnd(Math.ceil(Buffer.byteLength(json) / 8) * 8));
  const head = Buffer.alloc(8);
  head.writeBigUInt64LE(BigInt(text.length));
  yield head;
  yield text;
  for (const [name, tensor] of tensors) {
    const value = tensor.detach().to({ dtype: dtype ?? tensor.dtype });
    if (dtype === 'float16') checkRange(name, value);
    yield value.toBytes({ share: true });
    value.dispose();
  }
}

/** Throws where numbers became infinite because float16 ends at 65504. */
function checkRange(name: string, value: Tensor): void {
  if (!scope(() => value.isfinite().all().item()))
    throw new UserError(`"${name}" has values that float16 cannot hold; bfloat16 can`);
}
