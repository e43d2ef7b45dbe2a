import { z } from 'zod';
import { UserError } from '../../errors/user-error.js';
import { Decimal, type ExactJson, type JsonObject } from '../../files/exact-json.js';
import { quoted } from '../../text/printable.js';
import { readPart } from '../part.js';
import { Merges, mergeSymbols } from './merge-symbols.js';
import { byteIds, largeParts, type Model } from './model.js';
import { TokenIds } from './token-ids.js';

const options = z.looseObject({
  dropout: z.union([z.number(), z.instanceof(Decimal)]).nullish(),
  unk_token: z.string().nullish(),
  continuing_subword_prefix: z.string().nullish(),
  end_of_word_suffix: z.string().nullish(),
  fuse_unk: z.boolean().nullish(),
  byte_fallback: z.boolean().nullish(),
  ignore_merges: z.boolean().nullish(),
});

/**
 * Byte pair encoding, with all options of the reference implementation but dropout, which would draw
 * other ids at every reading.
 */
export class BpeModel implements Model {
  readonly tokens: TokenIds;
  readonly #options: z.output<typeof options>;
  readonly #merges: Merges;
  readonly #where: string;

  /**
   * @param section the section `model` of a tokenizer.json; UserErrors name the option, the token or
   * the merge that is wrong
   * @param where the path of the section, for messages
   */
  constructor(section: JsonObject, where: string) {
    this.#where = where;
    const { vocabulary, merges, rest } = largeParts(section);
    this.#options = readPart(options, rest, where);
    const { dropout } = this.#options;
    const rate = dropout instanceof Decimal ? dropout.value : (dropout ?? 0);
    if (rate !== 0)
      throw new UserError(`${where}.dropout: ${rate} draws tokens at random; only 0 is supported`);
    this.tokens = new TokenIds(vocabulary, `${where}.vocab`);
    this.#merges = this.#mergesOf(merges, `${where}.merges`);
  }

  get unknown(): string | null {
    return this.#options.unk_token ?? null;
  }

  encode(piece: string): readonly number[] {
    const whole = this.#options.ignore_merges === true ? this.tokens.idOf(piece) : undefined;
    return whole === undefined ? mergeSymbols(this.#symbols(piece), this.#merges) : [whole];
  }

  /** The ids of the characters, before any merge. */
  #symbols(piece: string): number[] {
    const { continuing_subword_prefix, end_of_word_suffix, byte_fallback, fuse_unk } =
      this.#options;
    const symbols: number[] = [];
    let unknown: number | null = null;
    let at = 0;
    for (const character of piece) {
      const before = at === 0 ? '' : (continuing_subword_prefix ?? '');
      at += character.length;
      const after = at === piece.length ? (end_of_word_suffix ?? '') : '';
      const symbol = before + character + after;
      const id = this.tokens.idOf(symbol);
      if (id !== undefined) {
        if (unknown !== null) symbols.push(unknown);
        unknown = null;
        symbols.push(id);
        continue;
      }
      const bytes = byte_fallback === true ? byteIds(this.tokens, symbol) : null;
      if (bytes !== null) {
        // What is unknown before it follows the bytes, as in the reference implementation.
        symbols.push(...bytes);
        continue;
      }
      if (unknown !== null && fuse_unk === true) continue;
      if (unknown !== null) symbols.push(unknown);
      unknown = this.#unknownId();
    }
    if (unknown !== null) symbols.push(unknown);
    return symbols;
  }

  /** Null where unknown characters are left out. */
  #unknownId(): number | null {
    const { unk_token } = this.#options;
    if (unk_token === null || unk_token === undefined) return null;
    const id = this.tokens.idOf(unk_token);
    if (id === undefined)
      throw new UserError(
        `${this.#where}: the text has a character that is not in the vocabulary, nor is unk_token, ` +
          quoted(unk_token),
      );
    return id;
  }

  #mergesOf(merges: ExactJson | undefined, where: string): Merges {
    const prefix = this.#options.continuing_subword_prefix ?? '';
    const pairs = pairsOf(merges, where);
    const found = new Merges(pairs.length);
    const idOf = (token: string, rank: number): number => {
      const id = this.tokens.idOf(token);
      if (id !== undefined) return id;
      throw new UserError(`${where}[${rank}]: ${quoted(token)} is not in the vocabulary`);
    };
    for (const [rank, [left, right]] of pairs.entries()) {
      const joined = left + withoutPrefix(right, prefix, `${where}[${rank}]`);
      found.set(idOf(left, rank), idOf(right, rank), rank, idOf(joined, rank));
    }
    return found;
  }
}

/** The merges, which are all pairs, or all texts with one space; lines `#version` are left out. */
function pairsOf(merges: ExactJson | undefined, where: string): [string, string][] {
  if (!Array.isArray(merges)) throw new UserError(`${where}: expected a list of merges`);
  const list: readonly ExactJson[] = merges;
  if (list.every((merge) => typeof merge === 'string')) {
    return list
      .filter((merge) => !merge.startsWith('#version'))
      .map((merge, at) => {
        const [left, right, ...more] = merge.split(' ');
        if (left === undefined || right === undefined || more.length > 0)
          throw new UserError(`${where}: number ${at + 1}, ${quoted(merge)}, is not two tokens`);
        return [left, right];
      });
  }
  return list.map((merge, at) => {
    const [left, right, ...more]: readonly ExactJson[] = Array.isArray(merge) ? merge : [];
    if (typeof left !== 'string' || typeof right !== 'string' || more.length > 0)
      throw new UserError(`${where}[${at}]: expected two tokens, as in the other merges`);
    return [left, right];
  });
}

/**
 * What the right part of a merge adds: all but as many bytes as `continuing_subword_prefix` has,
 * whichever they are, as in the reference implementation.
 */
function withoutPrefix(right: string, prefix: string, where: string): string {
  if (right.startsWith(prefix)) return right.slice(prefix.length);
  const bytes = Buffer.from(right);
  const cut = Buffer.byteLength(prefix);
  const isInside = cut > bytes.length || ((bytes[cut] ?? 0) & 0xc0) === 0x80;
  if (isInside)
    throw new UserError(
      `${where}: ${quoted(right)} cannot lose continuing_subword_prefix, ${quoted(prefix)}`,
    );
  return bytes.toString('utf8', cut);
}
