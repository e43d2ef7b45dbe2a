/**
 * Orders two texts by Unicode code point, as Python does (JavaScript's own `<` compares UTF-16
 * units, which puts U+1F600 before U+FF01).
 */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    if (a.charCodeAt(i) !== b.charCodeAt(i)) {
      return rank(a.charCodeAt(i)) - rank(b.charCodeAt(i));
    }
  }
  return a.length - b.length;
}

/**
 * Lifts surrogates, which stand for code points from U+10000, above the rest of the 16-bit range.
 */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
