import { byteOfLetter } from './byte-letters.js';

/** How a tokenizer writes the characters of a text into its tokens. */
export interface Spelling {
  /** Whether letters stand for bytes, as in GPT-2; else `▁` for a space, as in sentencepiece. */
  readonly byteLevel: boolean;
  /** Whether white space is dropped and every word begins with `▁`, as with T5. */
  readonly dropsWhiteSpace: boolean;
  /** Whether tokens such as `<0x0A>` stand for bytes, as with Llama. */
  readonly byteFallback: boolean;
  /** Whether a span leaves out the spaces at its ends. */
  readonly trimsSpans: boolean;
  /** Tokens that stand in texts as they are. */
  readonly verbatim: ReadonlySet<string>;
}

/** Where a token begins and ends in a text: `text.slice(start, end)`. */
export type Span = readonly [start: number, end: number];

/** What sentencepiece writes for a space, and before a word where there is none. */
const mark = '▁';

/**
 * Where each token stands in its text, as the reference implementation `tokenizers` has it: every
 * token of a part of a character has the whole character, a `▁` that stands for no space has the
 * character after it. An Error where the tokens do not spell the text, because normalising changed
 * it or a character is unknown.
 */
export function tokenSpans(tokens: readonly string[], text: string, how: Spelling): Span[] {
  const rest = new RestOfText(text);
  // From the end: there every mark that stands for a space meets it, and what is left is no space.
  const spans = tokens.toReversed().map((token) => {
    const span = takeToken(rest, token, how);
    if (span === null)
      throw new Error(`the tokens of ${JSON.stringify(text)} do not spell it: see "${token}"`);
    return how.trimsSpans ? withoutSpaces(span, token) : span;
  });
  if (how.dropsWhiteSpace) rest.dropWhiteSpace();
  if (rest.length > 0)
    throw new Error(`the tokens of ${JSON.stringify(text)} do not spell it: they begin too late`);
  return spans.reverse();
}

function takeToken(rest: RestOfText, token: string, how: Spelling): Span | null {
  let end: number | null = null;
  for (const unit of unitsOf(token, how).toReversed()) {
    if (unit === mark) {
      const { lastCharacter } = rest;
      if (how.dropsWhiteSpace || (lastCharacter !== mark && lastCharacter !== ' ')) continue;
      end ??= rest.length;
      rest.dropCharacter();
    } else {
      if (how.dropsWhiteSpace) rest.dropWhiteSpace();
      end ??= rest.length;
      if (!rest.takeByte(unit)) return null;
    }
  }
  return rest.span(rest.length, end ?? rest.length + 1);
}

/** What a token writes: bytes, and marks that may stand for a space or for nothing. */
function unitsOf(token: string, how: Spelling): (number | typeof mark)[] {
  if (how.verbatim.has(token)) return [...Buffer.from(token)];
  if (how.byteLevel) return Array.from(token, (letter) => byteOfLetter.get(letter) ?? Number.NaN);
  const byte = how.byteFallback ? /^<0x([0-9A-F]{2})>$/.exec(token)?.[1] : undefined;
  if (byte !== undefined) return [Number.parseInt(byte, 16)];
  return Array.from(token).flatMap((letter): (number | typeof mark)[] =>
    letter === mark ? [mark] : [...Buffer.from(letter)],
  );
}

/** Leaves out as many characters at each end as the token has spaces (`Ġ`) there. */
function withoutSpaces([start, end]: Span, token: string): Span {
  const leading = /^[Ġ ]*/.exec(token)?.[0].length ?? 0;
  const trailing = /[Ġ ]*$/.exec(token)?.[0].length ?? 0;
  const from = Math.min(start + leading, end);
  return [from, Math.max(end - trailing, from)];
}

/** A text of which more and more is taken off its end; lengths are in bytes of UTF-8. */
class RestOfText {
  /** Bytes that are left. */
  length: number;
  readonly #text: string;
  readonly #bytes: Uint8Array;
  /** Where in the text the character of each byte begins; the text's length after the last. */
  readonly #starts: number[] = [];

  constructor(text: string) {
    this.#text = text;
    this.#bytes = Buffer.from(text);
    this.length = this.#bytes.length;
    let at = 0;
    for (const character of text) {
      for (let byte = Buffer.byteLength(character); byte > 0; byte--) this.#starts.push(at);
      at += character.length;
    }
  }

  /** The character that the last byte belongs to; '' where nothing is left. */
  get lastCharacter(): string {
    const point = this.#text.codePointAt(this.#startOf(this.length - 1));
    return this.length === 0 || point === undefined ? '' : String.fromCodePoint(point);
  }

  takeByte(byte: number): boolean {
    if (this.length === 0 || this.#bytes[this.length - 1] !== byte) return false;
    this.length--;
    return true;
  }

  dropCharacter(): void {
    this.length -= Buffer.byteLength(this.lastCharacter);
  }

  dropWhiteSpace(): void {
    while (/^\p{White_Space}$/u.test(this.lastCharacter)) this.dropCharacter();
  }

  /** The characters of the bytes from `first` to before `end`. */
  span(first: number, end: number): Span {
    let after = end;
    while (after < this.#bytes.length && this.#startOf(after) === this.#startOf(end - 1)) after++;
    return [this.#startOf(first), this.#startOf(after)];
  }

  #startOf(byte: number): number {
    return this.#starts[byte] ?? this.#text.length;
  }
}
