/** GPT-2's letters: bytes that print are themselves, the others count from U+0100. */
export const letterOfByte: readonly string[] = (() => {
  const prints = (byte: number) => (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
  let others = 0;
  const letter = (byte: number) => String.fromCharCode(prints(byte) ? byte : 0x100 + others++);
  return Array.from({ length: 256 }, (_, byte) => letter(byte));
})();

/** The byte that each of GPT-2's letters stands for. */
export const byteOfLetter: ReadonlyMap<string, number> = new Map(
  letterOfByte.map((letter, byte) => [letter, byte]),
);

const printableAscii = /^ ?[!-~]*$/;
const letterOfSpace = 'Ġ';

/** A text as the letters of its bytes in UTF-8. */
export function toByteLetters(text: string): string {
  if (printableAscii.test(text)) return text.startsWith(' ') ? letterOfSpace + text.slice(1) : text;
  let letters = '';
  for (const byte of Buffer.from(text)) letters += letterOfByte[byte];
  return letters;
}
