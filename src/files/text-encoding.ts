import { isUtf8 } from 'node:buffer';
import { UserError } from '../errors/user-error.js';

/** What stands for bytes that are not UTF-8 (U+FFFD). */
export const replacement = '\ufffd';

/** What files begin with that are no text of bytes, and what to do about it. */
const otherFormats: readonly (readonly [mark: string, what: string, remedy: string])[] = [
  ['FFFE0000', 'UTF-32', 'save it as UTF-8'],
  ['0000FEFF', 'UTF-32', 'save it as UTF-8'],
  ['FFFE', 'UTF-16', 'save it as UTF-8'],
  ['FEFF', 'UTF-16', 'save it as UTF-8'],
  ['1F8B', 'compressed by gzip', 'decompress it'],
  ['FD377A58', 'compressed by xz', 'decompress it'],
  ['28B52FFD', 'compressed by zstd', 'decompress it'],
  ['504B0304', 'a spreadsheet or a zip file', 'save its table as CSV'],
  ['D0CF11E0', 'a spreadsheet', 'save its table as CSV'],
];

/**
 * Decodes a file's bytes. A file of UTF-16 or UTF-32, a compressed one, a spreadsheet, and one with a
 * byte 0 are UserErrors; ISO-8859-1 (`latin1`) takes any other byte, but a text that is UTF-8
 * throughout and not ASCII is a UserError; in UTF-8 a leading byte order mark is removed, and broken
 * bytes are a UserError that names the first line that has some, unless they are to be replaced by
 * U+FFFD.
 */
export function decodeText(
  bytes: Uint8Array,
  options: { file: string; encoding: 'utf-8' | 'latin1'; brokenBytes: 'error' | 'replace' },
): string {
  const begin = Buffer.from(bytes.subarray(0, 4)).toString('hex').toUpperCase();
  for (const [mark, what, remedy] of otherFormats)
    if (begin.startsWith(mark))
      throw new UserError(
        `${options.file} is ${what} (it begins with the bytes ${mark}): ${remedy}`,
      );
  const zero = zeroByteFault(bytes, { line: 1, wanted: 'UTF-8' });
  if (zero !== null) throw new UserError(`${options.file}${zero}`);
  if (options.encoding === 'latin1') {
    if (isUtf8(bytes) && bytes.some((byte) => byte > 0x7f)) {
      throw new UserError(
        `${options.file} is UTF-8, and would be read wrongly as ISO-8859-1: ` +
          "leave encoding out, or set it to 'utf-8'",
      );
    }
    return Buffer.from(bytes).toString('latin1');
  }
  if (options.brokenBytes === 'replace') return new TextDecoder('utf-8').decode(bytes);
  const text = decodeStrictly(bytes);
  if (text !== null) return text;
  const { line, offset, more } = brokenLines(bytes);
  const others = more === 0 ? '' : `, nor ${more === 1 ? 'is 1 other line' : `are ${more} others`}`;
  throw new UserError(
    `${options.file}, line ${line} (from byte ${offset}): not valid UTF-8${others}; ` +
      `set encoding: 'latin1' if the file is ISO-8859-1, ` +
      "or brokenBytes: 'replace' to read broken bytes as U+FFFD",
  );
}

/**
 * What a byte 0 says of what should be text, as the end of a sentence that begins with the file; null
 * where there is none. Where all stand in the same places of units of two or four bytes, the file is
 * UTF-16 or UTF-32 without a mark.
 *
 * @param options.line the number of the line with which the bytes begin
 * @param options.wanted the encoding to save the file in
 */
export function zeroByteFault(
  bytes: Uint8Array,
  options: { readonly line: number; readonly wanted: string },
): string | null {
  const first = bytes.indexOf(0);
  if (first < 0) return null;
  const begin = options.line === 1 ? Buffer.from(bytes.subarray(0, 4)).toString('hex') : '';
  if (begin.startsWith('1f8b')) return ' is compressed by gzip, and its name does not end in .gz';
  if (begin === 'fffe0000' || begin === '0000feff') {
    return ` is UTF-32, by the mark that it begins with: save it as ${options.wanted}`;
  }
  if (/^(?:fffe|feff)/.test(begin)) {
    return ` is UTF-16, by the mark that it begins with: save it as ${options.wanted}`;
  }
  const places = [0, 0, 0, 0];
  const seen = bytes.subarray(0, 4096);
  for (const [at, byte] of seen.entries())
    if (byte === 0) places[at % 4] = (places[at % 4] ?? 0) + 1;
  const units = seen.length / 4;
  const filled = places.map((count) => count > units / 2);
  const empty = places.map((count) => count === 0);
  if ((filled[2] && filled[3] && empty[0]) || (filled[0] && filled[1] && empty[3])) {
    return ` is UTF-32 (by where its bytes 0 stand): save it as ${options.wanted}`;
  }
  // Letters beyond Latin have no byte 0, but delimiters and line ends have, on the same side.
  if ((empty[0] && empty[2]) || (empty[1] && empty[3])) {
    const even = (places[0] ?? 0) + (places[2] ?? 0) > 0;
    const neighbours = [...seen.keys()]
      .filter((at) => seen[at] === 0)
      .map((at) => seen[at ^ 1] ?? 0);
    if (neighbours.filter((byte) => byte === 10 || byte === 13 || isDelimiter(byte)).length > 1) {
      return ` is UTF-16${even ? 'BE' : 'LE'} (by where its bytes 0 stand): save it as ${options.wanted}`;
    }
  }
  let { line } = options;
  for (const byte of bytes.subarray(0, first)) if (byte === 10) line++;
  return `, line ${line}: a byte 0 (NUL), which no text has`;
}

/** A comma, a semicolon, a tabulator, a bar, and what else a table in JSON has between two texts. */
const isDelimiter = (byte: number): boolean => [0x2c, 0x3b, 0x09, 0x7c, 0x22].includes(byte);

function decodeStrictly(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/**
 * The first line that is no UTF-8, from 1, the byte at which it begins, and how many more there are.
 * A line feed is never part of a longer UTF-8 sequence, so lines can be judged one by one.
 */
export function brokenLines(bytes: Uint8Array): {
  readonly line: number;
  readonly offset: number;
  readonly more: number;
} {
  const broken: { line: number; offset: number }[] = [];
  let offset = 0;
  for (let line = 1; offset < bytes.length; line++) {
    const feed = bytes.indexOf(10, offset);
    const end = feed === -1 ? bytes.length : feed + 1;
    if (!isUtf8(bytes.subarray(offset, end))) broken.push({ line, offset });
    offset = end;
  }
  const { line, offset: start } = broken[0] ?? { line: 1, offset: 0 };
  return { line, offset: start, more: broken.length - 1 };
}
