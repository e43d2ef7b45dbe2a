// The table of normalisations that sentencepiece compiles into a model: 4 bytes little-endian
// length of a double array, the double array (Darts-clone, units of 4 bytes), then the replacements,
// each ended by a zero byte.

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const printableAscii = /^[\x20-\x7e]*$/;
const replacementEnd = 0;
/** Graphemes that take more bytes are looked up code point by code point. */
const longestGrapheme = 5;

/**
 * Normalises texts by a table that sentencepiece compiled, as the reference implementation does:
 * of the entries that begin a grapheme the shortest one replaces it whole, so that some combining
 * marks are lost (https://github.com/huggingface/spm_precompiled).
 *
 * @param base64 the `precompiled_charsmap` of a tokenizer.json; an Error where it is cut off
 */
export function precompiledNormalizer(base64: string): (text: string) => string {
  const bytes = Buffer.from(base64, 'base64');
  const length = bytes.length < 4 ? Number.NaN : bytes.readUInt32LE();
  if (!(length > 0 && length % 4 === 0 && 4 + length <= bytes.length))
    throw new Error(`the precompiled table of ${bytes.length} bytes is cut off or damaged`);
  const units = new Uint32Array(length / 4).map((_, at) => bytes.readUInt32LE(4 + 4 * at));
  const replacements = bytes.subarray(4 + length);

  const replacementOf = (piece: string): string | null => {
    const start = shortestEntry(units, Buffer.from(piece));
    if (start === null) return null;
    const end = replacements.indexOf(replacementEnd, start);
    return replacements.toString('utf8', start, end < 0 ? undefined : end);
  };
  const normalizeGrapheme = (grapheme: string): string => {
    const whole = Buffer.byteLength(grapheme) <= longestGrapheme ? replacementOf(grapheme) : null;
    return whole ?? Array.from(grapheme, (point) => replacementOf(point) ?? point).join('');
  };
  const keepsAscii = Array.from({ length: 0x7f - 0x20 }, (_, at) =>
    String.fromCharCode(0x20 + at),
  ).every((character) => normalizeGrapheme(character) === character);

  return (text) =>
    keepsAscii && printableAscii.test(text)
      ? text
      : Array.from(graphemes.segment(text), ({ segment }) => normalizeGrapheme(segment)).join('');
}

/** The value of the shortest key of the double array that `key` begins with; null: there is none. */
function shortestEntry(units: Uint32Array, key: Uint8Array): number | null {
  let node = childrenOf(units[0] ?? 0);
  for (const byte of key) {
    node ^= byte;
    const unit = units[node] ?? 0;
    const label = (unit & 0x8000_00ff) >>> 0;
    if (byte === 0 || label !== byte) return null;
    node ^= childrenOf(unit);
    const endsKey = ((unit >>> 8) & 1) === 1;
    if (endsKey) return (units[node] ?? 0) & 0x7fff_ffff;
  }
  return null;
}

const childrenOf = (unit: number): number => (unit >>> 10) << ((unit & 0x200) >>> 6);
