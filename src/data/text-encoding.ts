import { UserError } from './user-error.js';

/**
 * Decodes a file's bytes. ISO-8859-1 (`latin1`) takes any byte; in UTF-8 a leading byte order mark
 * is removed, and broken bytes are a UserError that names the first line that has some, unless they
 * are to be replaced by U+FFFD.
 */
export function decodeText(
  bytes: Uint8Array,
  options: { file: string; encoding: 'utf-8' | 'latin1'; brokenBytes: 'error' | 'replace' },
): string {
  if (options.encoding === 'latin1') return Buffer.from(bytes).toString('latin1');
  if (options.brokenBytes === 'replace') return new TextDecoder('utf-8').decode(bytes);
  const text = decodeStrictly(bytes);
  if (text !== null) return text;
  const { line, offset, more } = findBrokenLines(bytes);
  throw new UserError(
    `${options.file}, line ${line} (from byte ${offset}): not valid UTF-8, as are ` +
      `${more} other lines; set encoding: 'latin1' if the file is ISO-8859-1, ` +
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
