// The header of a safetensors file: 8 bytes little-endian length, then JSON that says where in the
// data each tensor lies (https://github.com/huggingface/safetensors#format).
import { closeSync, readSync } from 'node:fs';
import { UserError } from '../errors/user-error.js';
import { type ExactJson, JsonObject, parseExactJson } from '../files/exact-json.js';
import { openInput } from '../files/open-input.js';
import { bytesPerElement, type DType } from '../tensor/index.js';
import { printable, quoted, shortened } from '../text/printable.js';

/** How the format calls the types of elements. */
export const typeNames: Readonly<Record<DType, string>> = {
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

/** Where a tensor lies and what it is. */
export interface Entry {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Its first byte and the one after its last, from the start of the data. */
  readonly offsets: readonly [begin: number, end: number];
}

/** What a file says of its tensors. */
export interface Header {
  readonly entries: ReadonlyMap<string, Entry>;
  /** The text that the file carries beside its tensors. */
  readonly metadata: ReadonlyMap<string, string>;
  /** Where the data begin, in bytes from the start of the file. */
  readonly start: number;
  /** The file's length in bytes. */
  readonly size: number;
}

/** The format's own bound. */
const mostHeaderBytes = 100_000_000;

/**
 * Reads and checks the header of `path`, as strictly as the format's own library: names in UTF-8
 * and each once, whole numbers written as such, tensors that cover the data one after the other. A
 * UserError names the file and the tensor.
 */
export function readHeader(path: string): Header {
  const { text, start, size } = readHeaderText(path);
  const where = `${path}: the safetensors header`;
  const json = parseExactJson(text, where);
  if (!(json instanceof JsonObject)) throw new UserError(`${where}: expected object`);
  refuseRepeated(json, where);
  const metadata = metadataOf(json.get('__metadata__'), where);
  const entries = new Map<string, Entry>();
  for (const [name, value] of json)
    if (name !== '__metadata__') entries.set(name, entryOf(path, name, value, { start, size }));
  checkOffsets(path, entries, size - start);
  return { entries, metadata, start, size };
}

function readHeaderText(path: string): {
  readonly text: string;
  readonly start: number;
  readonly size: number;
} {
  const { descriptor: file, bytes: size } = openInput(path);
  try {
    const head = Buffer.alloc(8);
    if (size < 8 || readSync(file, head, 0, 8, 0) < 8)
      throw new UserError(`${path}: too short for a safetensors file (${size} bytes)`);
    const length = Number(head.readBigUInt64LE());
    if (length > mostHeaderBytes || 8 + length > size)
      throw new UserError(`${path}: not a safetensors file, or cut off: header of ${length} bytes`);
    const bytes = Buffer.alloc(length);
    if (readSync(file, bytes, 0, length, 8) < length)
      throw new UserError(`${path}: cut off while it was read`);
    return { text: utf8(bytes, path), start: 8 + length, size };
  } finally {
    closeSync(file);
  }
}

function utf8(bytes: Buffer, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new UserError(`${path}: the safetensors header is no UTF-8`, { cause });
  }
}

/** Throws where a key stands twice: readers disagree about which of the two counts. */
function refuseRepeated(object: JsonObject, where: string): void {
  if (object.repeated !== null)
    throw new UserError(`${where}: ${quoted(object.repeated)} stands there twice`);
}

function metadataOf(value: ExactJson | undefined, where: string): ReadonlyMap<string, string> {
  const metadata = new Map<string, string>();
  if (value === undefined || value === null) return metadata;
  if (!(value instanceof JsonObject))
    throw new UserError(`${where}: __metadata__: expected object`);
  refuseRepeated(value, `${where}: __metadata__`);
  for (const [key, text] of value) {
    if (typeof text !== 'string')
      throw new UserError(`${where}: __metadata__: ${quoted(key)}: expected string`);
    metadata.set(key, text);
  }
  return metadata;
}

function entryOf(
  path: string,
  name: string,
  value: ExactJson,
  { start, size }: Pick<Header, 'start' | 'size'>,
): Entry {
  const where = `${path}: tensor ${quoted(name)}`;
  if (!(value instanceof JsonObject))
    throw new UserError(
      `${path}: the safetensors header: ${printable(shortened(name))}: expected object`,
    );
  refuseRepeated(value, where);
  const typeName = value.get('dtype');
  const dtype = dtypes.get(typeName as string);
  if (!dtype) throw new UserError(`${where} has an unknown dtype, ${quoted(typeName)}`);
  const shape = wholesOf(value.get('shape'));
  const offsets = wholesOf(value.get('data_offsets'));
  if (!shape || !offsets || offsets.length !== 2)
    throw new UserError(`${where} has a malformed shape or data_offsets`);
  const [begin, end] = offsets as [number, number];
  const bytes = bytesOf(shape, dtype);
  if (end - begin !== bytes)
    throw new UserError(
      `${where} takes ${end - begin} bytes, but ${typeNames[dtype]} ${quoted(shape)} needs ` +
        (bytes ?? 'more than can be counted'),
    );
  if (start + end > size)
    throw new UserError(`${where} ends at byte ${start + end}, the file at ${size}: cut off?`);
  return { dtype, shape, offsets: [begin, end] };
}

/** A list of whole numbers, written as such and not as 8.0; null for anything else. */
function wholesOf(value: ExactJson | undefined): readonly number[] | null {
  const isWhole = (number: ExactJson): number is number =>
    Number.isSafeInteger(number) && (number as number) >= 0;
  return Array.isArray(value) && value.every(isWhole) ? value : null;
}

/** The bytes of a tensor; null where one of the products on the way is too large to be exact. */
function bytesOf(shape: readonly number[], dtype: DType): number | null {
  let bytes = 1;
  for (const length of [...shape, bytesPerElement(dtype)]) {
    bytes *= length;
    if (!Number.isSafeInteger(bytes)) return null;
  }
  return bytes;
}

/** Throws unless the tensors cover the data one after the other, as the format wants it. */
function checkOffsets(path: string, entries: ReadonlyMap<string, Entry>, length: number): void {
  const inOrder = [...entries].sort(
    ([, { offsets: a }], [, { offsets: b }]) => a[0] - b[0] || a[1] - b[1],
  );
  let covered = 0;
  for (const [name, { offsets }] of inOrder) {
    const [begin, end] = offsets;
    if (begin !== covered)
      throw new UserError(
        `${path}: tensor ${quoted(name)} begins at byte ${begin} of the data, expected ${covered}`,
      );
    covered = end;
  }
  if (covered !== length)
    throw new UserError(`${path}: ${length - covered} bytes belong to no tensor`);
}
