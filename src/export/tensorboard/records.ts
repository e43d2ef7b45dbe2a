/** A value under a tag at a step, as TensorBoard plots it. */
export interface Scalar {
  readonly tag: string;
  readonly step: number;
  readonly value: number;
  /** Seconds since 1970. */
  readonly time: number;
}

/** The first record of an event file, which says how the others are read. */
export function versionRecord(time: number): Buffer {
  return framed(Buffer.concat([double(1, time), text(3, 'brain.Event:2')]));
}

/**
 * A scalar as a record of an event file: TensorFlow's `Event` with a `Summary`, written by hand
 * (tensorflow/core/util/event.proto, tensorflow/core/framework/summary.proto).
 */
export function scalarRecord({ tag, step, value, time }: Scalar): Buffer {
  const number = Buffer.alloc(4);
  number.writeFloatLE(value);
  const summaryValue = Buffer.concat([text(1, tag), key(2, 5), number]);
  const summary = bytes(1, summaryValue);
  return framed(Buffer.concat([double(1, time), key(2, 0), varint(step), bytes(5, summary)]));
}

/** Length, its checksum, the content and its checksum (tensorflow/core/lib/io/record_writer.h). */
function framed(content: Buffer): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(content.length));
  return Buffer.concat([length, masked(length), content, masked(content)]);
}

/** A checksum as the format stores it: turned and shifted, so that those of checksums work. */
function masked(content: Buffer): Buffer {
  const crc = crc32c(content);
  const turned = ((crc >>> 15) | (crc << 17)) >>> 0;
  const out = Buffer.alloc(4);
  out.writeUInt32LE((turned + 0xa282ead8) >>> 0);
  return out;
}

/** CRC-32C (Castagnoli), by the reversed polynomial. */
export function crc32c(content: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of content) crc = ((table[(crc ^ byte) & 0xff] as number) ^ (crc >>> 8)) >>> 0;
  return (crc ^ 0xffffffff) >>> 0;
}

const table = Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value >>> 0;
});

/** Number and wire type of a field of protobuf. */
const key = (field: number, type: 0 | 1 | 2 | 5): Buffer => Buffer.from([(field << 3) | type]);

/** Seven bits a byte, the lowest first. */
function varint(value: number): Buffer {
  const out: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) out.push((rest % 128) | 128);
  return Buffer.from([...out, rest]);
}

const bytes = (field: number, content: Buffer): Buffer =>
  Buffer.concat([key(field, 2), varint(content.length), content]);

const text = (field: number, content: string): Buffer => bytes(field, Buffer.from(content));

function double(field: number, value: number): Buffer {
  const number = Buffer.alloc(8);
  number.writeDoubleLE(value);
  return Buffer.concat([key(field, 1), number]);
}
