// The safetensors format: 8 bytes little-endian length of a JSON header, the header, the data
// (https://github.com/huggingface/safetensors#format).
import type { Hash } from 'node:crypto';
import { UserError } from '../errors/user-error.js';
import { writeWhole } from '../files/write-whole.js';
import {
  bytesPerElement,
  type DType,
  fromFile,
  numel,
  scope,
  type Tensor,
  tensor as tensorOf,
} from '../tensor/index.js';
import { readHeader, typeNames } from './safetensors-header.js';

/**
 * The tensors of one file, memory-mapped: pages are read when they are used. They belong to the
 * scope of the call. Throws on a malformed or truncated file, naming the tensor.
 */
export function readSafetensors(path: string): Map<string, Tensor> {
  const { entries, start, size } = readHeader(path);
  const bytes = fromFile(path, { shared: false, size, dtype: 'uint8' });
  const tensors = new Map<string, Tensor>();
  for (const [name, { dtype, shape, offsets }] of entries) {
    const [begin, end] = [start + offsets[0], start + offsets[1]];
    const slice = bytes.slice({ start: begin, end });
    // A view needs an aligned start; writers other than ours may leave the header unpadded.
    const aligned = begin % bytesPerElement(dtype) === 0 ? slice : slice.clone();
    tensors.set(name, aligned.viewAs(dtype).reshape(shape));
  }
  return tensors;
}

/** The text that a file carries beside its tensors. */
export const readSafetensorsMetadata = (path: string): ReadonlyMap<string, string> =>
  readHeader(path).metadata;

/**
 * Writes `tensors` to one file, whole or not at all.
 *
 * @param options.metadata text to carry along; default `{format: 'pt'}`, which transformers wants
 * @param options.dtype converts every tensor, one at a time; default each tensor's own type
 * @param options.hash is given every byte of the file, so that it need not be read again
 */
export function writeSafetensors(
  path: string,
  tensors: ReadonlyMap<string, Tensor>,
  {
    metadata = { format: 'pt' },
    dtype,
    hash,
  }: { metadata?: Readonly<Record<string, string>>; dtype?: DType; hash?: Hash } = {},
): void {
  const header = new Map<string, unknown>([['__metadata__', metadata]]);
  let offset = 0;
  for (const [name, tensor] of tensors) {
    const { shape } = tensor;
    const type = dtype ?? tensor.dtype;
    const bytes = numel(shape) * bytesPerElement(type);
    header.set(name, { dtype: typeNames[type], shape, data_offsets: [offset, offset + bytes] });
    offset += bytes;
  }
  const parts = partsOf(header, tensors, dtype);
  writeWhole(path, hash === undefined ? parts : hashed(parts, hash));
}

function* hashed(parts: Iterable<Uint8Array>, hash: Hash): Generator<Uint8Array> {
  for (const bytes of parts) {
    hash.update(bytes);
    yield bytes;
  }
}

function* partsOf(
  header: ReadonlyMap<string, unknown>,
  tensors: ReadonlyMap<string, Tensor>,
  dtype: DType | undefined,
): Generator<Uint8Array> {
  const json = JSON.stringify(Object.fromEntries(header));
  // The data begin at a multiple of 8 bytes, so that readers can map them.
  const text = Buffer.from(json.padEnd(Math.ceil(Buffer.byteLength(json) / 8) * 8));
  const head = Buffer.alloc(8);
  head.writeBigUInt64LE(BigInt(text.length));
  yield head;
  yield text;
  const staging = new Uint8Array(
    Math.min(stagingBytes, Math.max(0, ...[...tensors.values()].map((one) => bytesOf(one, dtype)))),
  );
  for (const [name, tensor] of tensors) yield* piecesOf(name, tensor, dtype, staging);
}

/** Bytes of a tensor that are converted and brought to the host at a time. */
const stagingBytes = 2 ** 24;

const bytesOf = (tensor: Tensor, dtype = tensor.dtype): number =>
  numel(tensor.shape) * bytesPerElement(dtype);

/**
 * The bytes of a tensor piece by piece, all in `staging`, whatever it takes: memory that Node frees
 * in its event loop only would add up to that of all weights.
 */
function* piecesOf(
  name: string,
  tensor: Tensor,
  dtype: DType = tensor.dtype,
  staging: Uint8Array,
): Generator<Uint8Array> {
  const flat = scope(() => tensor.detach().flatten());
  const width = bytesPerElement(dtype);
  const count = numel(tensor.shape);
  const most = Math.floor(staging.length / width);
  try {
    for (let start = 0; start < count; start += most) {
      const end = Math.min(count, start + most);
      const bytes = staging.subarray(0, (end - start) * width);
      scope(() => {
        const piece = tensorOf(bytes, [end - start], { dtype, share: true });
        piece.copy_(flat.slice({ start, end }));
        if (dtype === 'float16') checkRange(name, piece);
      });
      yield bytes;
    }
  } finally {
    flat.dispose();
  }
}

/** Throws where numbers became infinite because float16 ends at 65504. */
function checkRange(name: string, value: Tensor): void {
  if (!value.isfinite().all().item())
    throw new UserError(`"${name}" has values that float16 cannot hold; bfloat16 can`);
}
