import { isUtf8 } from 'node:buffer';
import { readSync } from 'node:fs';
import { UserError } from '../errors/user-error.js';
import { parsedJson } from './json-fault.js';
import { zeroByteFault } from './text-encoding.js';

/** An element of a list and where it stands, for messages. */
export interface JsonElement {
  readonly value: unknown;
  /** Counted from 1. */
  readonly number: number;
  /** Byte of the file at which it begins. */
  readonly offset: number;
  /** Whether it is UTF-8 throughout; otherwise U+FFFD stands for what is none. */
  readonly isUtf8: boolean;
}

const [brace, closeBrace] = [0x7b, 0x7d];
const [bracket, closeBracket] = [0x5b, 0x5d];
const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];
const byteOrderMark = [0xef, 0xbb, 0xbf];
const isBlank = (byte: number): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/**
 * Reads a file that is one JSON list of objects (UTF-8) and hands out an object at a time, so that
 * memory holds no more than a chunk and one object. A file that is no such list, ends before the
 * list does, or has an object that is no JSON is a UserError with the element and its byte. A byte order
 * mark at the beginning is passed over.
 */
export function scanJsonArray(
  descriptor: number,
  file: string,
  onElement: (element: JsonElement) => void,
  chunkBytes = 1 << 22,
): void {
  const chunk = Buffer.allocUnsafe(chunkBytes);
  const scanner = new ArrayScanner(file, onElement);
  let position = 0;
  for (;;) {
    const read = readSync(descriptor, chunk, 0, chunk.length, position);
    if (read === 0) break;
    if (position === 0) {
      const fault = zeroByteFault(chunk.subarray(0, read), { line: 1, wanted: 'UTF-8' });
      if (fault !== null) throw new UserError(`${file}${fault}`);
    }
    scanner.push(chunk.subarray(0, read), position);
    position += read;
  }
  scanner.end(position);
}

/** Bytes of an object that one chunk after another is added to. */
const longestElement = 1 << 26;

/** Follows the nesting byte by byte; no byte of a longer UTF-8 sequence is one of JSON's own. */
class ArrayScanner {
  readonly #file: string;
  readonly #onElement: (element: JsonElement) => void;
  #state: 'before' | 'element' | 'between' | 'after' = 'before';
  #depth = 0;
  #inString = false;
  #escaped = false;
  #number = 0;
  #offset = 0;
  /** What is read of the element, whose bytes may come in several chunks. */
  #parts: Buffer[] = [];
  #bytes = 0;

  constructor(file: string, onElement: (element: JsonElement) => void) {
    this.#file = file;
    this.#onElement = onElement;
  }

  push(chunk: Buffer, position: number): void {
    let start = 0;
    let i = 0;
    while (i < chunk.length) {
      if (this.#state !== 'element') {
        if (this.#outside(chunk[i] as number, position + i)) start = i;
        i++;
      } else {
        i = this.#inside(chunk, i);
        if (this.#depth > 0) continue;
        this.#parts.push(chunk.subarray(start, i));
        this.#handOut();
      }
    }
    // The chunk is filled anew, so what is kept of it is copied.
    if (this.#state !== 'element') return;
    this.#parts.push(Buffer.from(chunk.subarray(start)));
    this.#bytes += chunk.length - start;
    if (this.#bytes > longestElement)
      throw new UserError(
        `${this.#file}, element ${this.#number}, which begins at byte ${this.#offset}, does not end ` +
          `within ${longestElement} bytes`,
      );
  }

  end(size: number): void {
    if (this.#state === 'after') return;
    const where =
      this.#state === 'element'
        ? `inside element ${this.#number}, which begins at byte ${this.#offset}`
        : `behind element ${this.#number}`;
    throw new UserError(
      this.#state === 'before'
        ? `${this.#file} is empty: expected a JSON list of objects`
        : `${this.#file} ends at byte ${size}, ${where}: the file was cut short`,
    );
  }

  /** Takes a byte between two elements; whether an element begins with it. */
  #outside(byte: number, offset: number): boolean {
    if (isBlank(byte)) return false;
    if (this.#state === 'before' && byteOrderMark[offset] === byte) return false;
    if (this.#state === 'before' && byte === bracket) {
      this.#state = 'between';
    } else if (this.#state === 'between' && byte === brace) {
      this.#state = 'element';
      this.#depth = 1;
      this.#number++;
      this.#offset = offset;
      return true;
    } else if (this.#state === 'between' && byte === closeBracket) {
      this.#state = 'after';
    } else if (this.#state !== 'between' || byte !== comma) {
      throw new UserError(
        `${this.#file}, byte ${offset}, behind element ${this.#number}: ` +
          `${JSON.stringify(String.fromCharCode(byte))} is out of place; ` +
          'the file should be one JSON list of objects',
      );
    }
    return false;
  }

  /** Follows an element from a byte on; where it or the chunk ends. */
  #inside(chunk: Buffer, from: number): number {
    let [depth, inString, escaped] = [this.#depth, this.#inString, this.#escaped];
    let i = from;
    while (i < chunk.length && depth > 0) {
      const byte = chunk[i] as number;
      i++;
      if (escaped) escaped = false;
      else if (inString) {
        if (byte === quote) inString = false;
        else if (byte === backslash) escaped = true;
      } else if (byte === quote) inString = true;
      else if (byte === brace || byte === bracket) depth++;
      else if (byte === closeBrace || byte === closeBracket) depth--;
    }
    [this.#depth, this.#inString, this.#escaped] = [depth, inString, escaped];
    return i;
  }

  #handOut(): void {
    const [number, offset] = [this.#number, this.#offset];
    const bytes = Buffer.concat(this.#parts);
    const text = bytes.toString('utf8');
    const parsed = parsedJson(text);
    if ('fault' in parsed) {
      const { at, what } = parsed.fault;
      const byte = offset + Buffer.byteLength(text.slice(0, at));
      throw new UserError(`${this.#file}, element ${number}, byte ${byte}: ${what}`);
    }
    this.#parts = [];
    this.#bytes = 0;
    this.#state = 'between';
    this.#onElement({ value: parsed.value, number, offset, isUtf8: isUtf8(bytes) });
  }
}
