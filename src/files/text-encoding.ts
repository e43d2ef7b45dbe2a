import { UserError } from '../errors/user-error.js';

/** What stands for bytes that are not UTF-8 (U+FFFD). */
export const replacement = '\ufffd';

/** What files begin with that are no text of bytes, and what to do about it. */
const otherFormats: readonly (readonly [mark: string, what: string, remedy: string])[] = [
  ['FFFE', 'UTF-16', 'save it as UTF-8'],
  ['FEFF', 'UTF-16', 'save it as UTF-8'],
  ['1F8B', 'compressed by gzip', 'decompress it'],
  ['504B0304', 'a spreadsheet or a zip file', 'save its table as CSV'],
];

/**
 * Decodes a file's bytes. A file of UTF-16, a compressed one and a spreadsheet are UserErrors;
 * ISO-8859-1 (`latin1`) takes any byte; in UTF-8 a leading byte order mark is removed, and broken
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
  if (options.encoding === 'latin1') return Buffer.from(bytes).toString('latin1');
  if (options.brokenBytes === 'replace') return new TextDecoder('utf-8').decode(bytes);
  const text = decodeStrictly(bytes);
  if (text !== null) return text;
  const { line, offset, more } = findBrokenLines(bytes);
  const others = more === 0 ? '' : `, nor ${more === 1 ? 'is 1 other line' : `are ${more} others`}`;
  throw new UserError(
    `${options.file}, line ${line} (from byte ${offset}): not valid UTF-8${others}; ` +
      `set encoding: 'latin1' if the file is ISO-8859-1, ` +
      "or brokenBytes: 'replace' to read broken bytes as U+FFFD",
  );
}

function decodeStrictly(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** A line feed is never part of a longer UTF-8 sequence, so lines can be judged one by one. */
function findBrokenLines(bytes: Uint8Array): { line: number; offset: number; more: number } {
  const broken: { line: number; offset: number }[] = [];
  let offset = 0;
  for (let line = 1; offset < bytes.length; line++) {
    const feed = bytes.indexOf(10, offset);
    const end = feed === -1 ? bytes.length : feed + 1;
    if (decodeStrictly(bytes.subarray(offset, end)) === null) broken.push({ line, offset });
    offset = end;
  }
  const { line, offset: start } = broken[0] ?? { line: 1, offset: 0 };
  return { line, offset: start, more: broken.length - 1 };
}
