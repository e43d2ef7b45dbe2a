import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

// The WebAssembly of vscode-oniguruma 2.0.1, called without that package's own JavaScript, which
// loads it asynchronously only and tells no error of a search from a search without a match.

/** What is used of JavaScript's WebAssembly, which Node.js's types do not declare. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
  readonly RuntimeError: new () => Error;
};

/** Whether the engine itself has failed and cannot be used any more. */
export const isEngineFault = (error: unknown): boolean => error instanceof WebAssembly.RuntimeError;

/** What is used of the module's exports; addresses and lengths are in bytes. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  __wasm_call_ctors(): void;
  omalloc(length: number): number;
  ofree(address: number): void;
  getLastOnigError(): number;
  createOnigScanner(
    patterns: number,
    lengths: number,
    count: number,
    options: number,
    syntax: number,
  ): number;
  findNextOnigScannerMatch(
    scanner: number,
    textId: number,
    text: number,
    length: number,
    from: number,
    options: number,
  ): number;
}

/** `ONIG_SYNTAX_ONIGURUMA`, the engine's own default. */
const syntaxAddress = 284_768;
/** How often one try may go back before it is an error: the engine keeps it there. */
const limitAddress = 285_152;
const limitAsBuilt = 10_000_000;
const limitHere = 2_000_000;
const noGroup = 0xffff_ffff;

/** Where a match begins and ends in bytes, and whether the pattern's last group took part. */
export interface Match {
  readonly start: number;
  readonly end: number;
  readonly lastGroup: boolean;
}

/** A text in the engine's memory, until the next one is put there. */
export interface EngineText {
  /** Of the text in UTF-8; it is overwritten by the next text. */
  readonly bytes: Uint8Array;
  readonly id: number;
}

/** Oniguruma, which also the reference implementation's regular expressions go through. */
export class Oniguruma {
  readonly #exports: Exports;
  #memory: Uint32Array;
  #textAddress = 0;
  #encoded = new Uint8Array(0);
  #texts = 0;

  /** Compiles the engine: a few milliseconds. */
  constructor() {
    const path = createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm');
    const instance = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(path)), {
      env: {
        ...unusedBindings,
        emscripten_get_now: () => performance.now(),
        emscripten_memcpy_big: (to: number, from: number, length: number) =>
          new Uint8Array(this.#exports.memory.buffer).copyWithin(to, from, from + length),
        emscripten_resize_heap: (length: number) => this.#grow(length),
      },
      wasi_snapshot_preview1: { fd_write: () => 0 },
    });
    this.#exports = instance.exports as Exports;
    this.#exports.__wasm_call_ctors();
    this.#memory = new Uint32Array(this.#exports.memory.buffer);
    if (this.#memory[limitAddress / 4] !== limitAsBuilt)
      throw new Error(`${path} is another version of the engine than 2.0.1`);
    this.#memory[limitAddress / 4] = limitHere;
  }

  /** A pattern's number, for `search`; an Error that says why it is no regular expression. */
  compile(source: string): number {
    const pattern = this.#put(Buffer.from(source));
    const [addressOfAddress, addressOfLength] = [this.#allocate(4), this.#allocate(4)];
    this.#words[addressOfAddress / 4] = pattern;
    this.#words[addressOfLength / 4] = Buffer.byteLength(source);
    const { createOnigScanner, ofree } = this.#exports;
    const scanner = createOnigScanner(addressOfAddress, addressOfLength, 1, 0, syntaxAddress);
    for (const address of [pattern, addressOfAddress, addressOfLength]) ofree(address);
    if (scanner === 0) throw new Error(this.#lastError());
    return scanner;
  }

  /** Puts a text where `search` looks for matches. */
  setText(text: string): EngineText {
    const room = 3 * text.length;
    if (room > this.#encoded.length) {
      if (this.#textAddress > 0) this.#exports.ofree(this.#textAddress);
      this.#encoded = new Uint8Array(Math.max(2 * room, 10_000));
      this.#textAddress = this.#allocate(this.#encoded.length);
    }
    const { written } = utf8.encodeInto(text, this.#encoded);
    // Not a view of the engine's memory, which is lost when the memory grows.
    const bytes = this.#encoded.subarray(0, written);
    new Uint8Array(this.#words.buffer).set(bytes, this.#textAddress);
    this.#texts = (this.#texts + 1) % 0x7fff_ffff;
    return { bytes, id: this.#texts };
  }

  /** The first match at or after a byte; null: there is none, or the try took too many steps. */
  search(pattern: number, { bytes, id }: EngineText, from: number): Match | null {
    const { findNextOnigScannerMatch } = this.#exports;
    const at = findNextOnigScannerMatch(pattern, id, this.#textAddress, bytes.length, from, 0) / 4;
    if (at === 0) return null;
    // The pattern's number, how many groups follow, then where each begins and ends.
    const words = this.#words;
    const lastGroup = words[at + 2 * (words[at + 1] ?? 1)];
    return {
      start: words[at + 2] ?? 0,
      end: words[at + 3] ?? 0,
      lastGroup: lastGroup !== noGroup,
    };
  }

  /** The memory, which moves when it grows. */
  get #words(): Uint32Array {
    const { buffer } = this.#exports.memory;
    if (this.#memory.buffer !== buffer) this.#memory = new Uint32Array(buffer);
    return this.#memory;
  }

  #allocate(length: number): number {
    const address = this.#exports.omalloc(length);
    if (address === 0) throw new Error(`the engine has no ${length} bytes left`);
    return address;
  }

  #put(bytes: Uint8Array): number {
    const address = this.#allocate(bytes.length + 1);
    new Uint8Array(this.#words.buffer).set(bytes, address);
    return address;
  }

  #lastError(): string {
    const bytes = new Uint8Array(this.#words.buffer);
    const start = this.#exports.getLastOnigError();
    return Buffer.from(bytes.subarray(start, bytes.indexOf(0, start))).toString();
  }

  #grow(length: number): number {
    const { memory } = this.#exports;
    try {
      memory.grow(Math.ceil((length - memory.buffer.byteLength) / pageBytes));
      return 1;
    } catch {
      return 0;
    }
  }
}

const pageBytes = 65_536;
const utf8 = new TextEncoder();

/** What the module announces of itself to JavaScript that nobody runs here. */
const unusedBindings = Object.fromEntries(
  'constant void bool integer float std_string std_wstring emval memory_view bigint'
    .split(' ')
    .map((name) => [`_embind_register_${name}`, () => undefined]),
);
