import { z } from 'zod';
import { UserError } from '../errors/user-error.js';
import { parseJson } from './json-file.js';

/** A JSON value that keeps what `JSON.parse` loses; see `parseExactJson`. */
export type ExactJson =
  | null
  | boolean
  | number
  | string
  | Decimal
  | JsonObject
  | readonly ExactJson[];

/** A number that is written with a point, an exponent or as -0: it is no id, even where it is whole. */
export class Decimal {
  constructor(readonly value: number) {}
}

/** An object of a file: any text is a key, `__proto__` too, and keys keep their order. */
export class JsonObject extends Map<string, ExactJson> {
  /** The first key that stands there twice, whose last value counts; null: none does. */
  repeated: string | null = null;
}

/** As deep as serde_json, which reads these files elsewhere, goes. */
const deepest = 127;

/**
 * The value of JSON text with keys in Maps, repeated keys known, and whole numbers told from 1.0, as
 * the reference implementation of tokenizers tells them. A UserError with line and column for what is
 * no JSON, for half a surrogate pair, a number beyond float64 and nesting deeper than 127.
 *
 * @param source what begins the message: the file's name
 */
export function parseExactJson(text: string, source: string): ExactJson {
  return new Reader(text, source).whole();
}

/**
 * The value as plain objects for a schema to check; a `Decimal` stays one. A UserError where a key
 * stands twice.
 *
 * @param where the path of the value, for the message
 */
export function plainJson(value: ExactJson, where: string): unknown {
  if (value instanceof JsonObject) {
    if (value.repeated !== null)
      throw new UserError(`${where}: the key ${JSON.stringify(value.repeated)} stands twice`);
    return Object.fromEntries(
      Array.from(value, ([key, inner]) => [key, plainJson(inner, `${where}.${key}`)]),
    );
  }
  if (Array.isArray(value))
    return value.map((inner: ExactJson, at) => plainJson(inner, `${where}[${at}]`));
  return value;
}

const number = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const escapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);
const words: ReadonlyMap<string, null | boolean> = new Map([
  ['null', null],
  ['true', true],
  ['false', false],
]);

class Reader {
  #at = 0;
  #depth = 0;

  constructor(
    readonly text: string,
    readonly source: string,
  ) {}

  whole(): ExactJson {
    const value = this.#value();
    this.#skipWhiteSpace();
    return this.#at < this.text.length ? this.#fail('something follows the value') : value;
  }

  #value(): ExactJson {
    this.#skipWhiteSpace();
    const next = this.text[this.#at];
    if (next === '"') return this.#string();
    if (next === '{' || next === '[') {
      if (++this.#depth > deepest) this.#fail(`nested deeper than ${deepest}`);
      const value = next === '{' ? this.#object() : this.#array();
      this.#depth--;
      return value;
    }
    if (next !== 'n' && next !== 't' && next !== 'f') return this.#number();
    const word = next === 'f' ? 'false' : this.text.slice(this.#at, this.#at + 4);
    const value = words.get(word);
    if (value === undefined || !this.text.startsWith(word, this.#at))
      this.#fail('a value is expected');
    this.#at += word.length;
    return value;
  }

  #skipWhiteSpace(): void {
    for (;;) {
      const unit = this.text.charCodeAt(this.#at);
      if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) return;
      this.#at++;
    }
  }

  #object(): JsonObject {
    const object = new JsonObject();
    this.#members('}', () => {
      this.#skipWhiteSpace();
      if (this.text[this.#at] !== '"') this.#fail('a key is expected');
      const key = this.#string();
      this.#skipWhiteSpace();
      if (this.text[this.#at++] !== ':') this.#fail('a colon is expected');
      if (object.has(key)) object.repeated ??= key;
      object.set(key, this.#value());
    });
    return object;
  }

  #array(): ExactJson[] {
    const values: ExactJson[] = [];
    this.#members(']', () => values.push(this.#value()));
    return values;
  }

  #members(close: string, member: () => void): void {
    this.#at++;
    this.#skipWhiteSpace();
    if (this.text[this.#at] === close) {
      this.#at++;
      return;
    }
    for (;;) {
      member();
      this.#skipWhiteSpace();
      const after = this.text[this.#at++];
      if (after === close) return;
      if (after !== ',') this.#fail(`"," or "${close}" is expected`);
    }
  }

  #string(): string {
    this.#at++;
    let value = this.#plainText();
    while (this.text[this.#at] === '\\') value += this.#escape() + this.#plainText();
    if (this.text[this.#at] !== '"') this.#fail('a string does not end');
    this.#at++;
    return value;
  }

  /** Up to a quotation mark, a backslash or a control character, which stands in no string. */
  #plainText(): string {
    const start = this.#at;
    for (; this.#at < this.text.length; this.#at++) {
      const unit = this.text.charCodeAt(this.#at);
      if (unit === 0x22 || unit === 0x5c || unit < 0x20) break;
    }
    return this.text.slice(start, this.#at);
  }

  #escape(): string {
    const letter = this.text[this.#at + 1] ?? '';
    if (letter !== 'u') {
      this.#at += 2;
      return escapes.get(letter) ?? this.#fail('an unknown escape');
    }
    const first = this.#unit();
    if (first < 0xd800 || first > 0xdfff) return String.fromCharCode(first);
    const second = first < 0xdc00 && this.text.startsWith('\\u', this.#at) ? this.#unit() : 0;
    if (second < 0xdc00 || second > 0xdfff) this.#fail('half of a surrogate pair');
    return String.fromCharCode(first, second);
  }

  #unit(): number {
    const digits = this.text.slice(this.#at + 2, this.#at + 6);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.#fail('four hexadecimal digits are expected');
    this.#at += 6;
    return Number.parseInt(digits, 16);
  }

  #number(): number | Decimal {
    const written = this.#take(number);
    if (written === '') this.#fail('a value is expected');
    const value = Number(written);
    if (!Number.isFinite(value)) this.#fail(`${written.slice(0, 40)} is beyond a float64`);
    return /[.eE]/.test(written) || Object.is(value, -0) ? new Decimal(value) : value;
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const taken = pattern.exec(this.text)?.[0] ?? '';
    this.#at += taken.length;
    return taken;
  }

  #fail(what: string): never {
    // The words of the project's other reader, where it fails too.
    parseJson(this.text, z.unknown(), this.source);
    const before = this.text.slice(0, this.#at).split('\n');
    const column = Array.from(before.at(-1) ?? '').length + 1;
    throw new UserError(`${this.source}, line ${before.length}, column ${column}: ${what}`);
  }
}
