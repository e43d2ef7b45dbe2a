import { z } from 'zod';
import { UserError } from '../../errors/user-error.js';
import type { JsonObject } from '../../files/exact-json.js';
import { quoted } from '../../text/printable.js';
import { readPart } from '../part.js';
import { largeParts, type Model } from './model.js';
import { TokenIds } from './token-ids.js';

const options = z.looseObject({
  unk_token: z.string(),
  continuing_subword_prefix: z.string(),
  max_input_chars_per_word: z.int().nonnegative(),
});

/** BERT's words: the longest token that begins a word, then the longest that continues it. */
export class WordPieceModel implements Model {
  readonly tokens: TokenIds;
  readonly #options: z.output<typeof options>;
  readonly #where: string;
  readonly #longest: number;

  /** As `BpeModel`. */
  constructor(section: JsonObject, where: string) {
    this.#where = where;
    const { vocabulary, rest } = largeParts(section);
    this.#options = readPart(options, rest, where);
    this.tokens = new TokenIds(vocabulary, `${where}.vocab`);
    this.#longest = this.tokens.longest();
  }

  get unknown(): string {
    return this.#options.unk_token;
  }

  encode(piece: string): readonly number[] {
    const { max_input_chars_per_word, unk_token } = this.#options;
    const tooLong =
      piece.length > max_input_chars_per_word &&
      Array.from(piece).length > max_input_chars_per_word;
    return (
      (tooLong ? null : this.#parts(piece)) ?? [unknownId(this.tokens, unk_token, this.#where)]
    );
  }

  /** Null where some part of the word is no token. */
  #parts(piece: string): number[] | null {
    const ids: number[] = [];
    for (let start = 0; start < piece.length; ) {
      const prefix = start > 0 ? this.#options.continuing_subword_prefix : '';
      // Longer candidates are no tokens; an end inside a surrogate pair gives none either.
      let end = Math.min(piece.length, start + this.#longest);
      let id: number | undefined;
      for (; end > start; end--) {
        id = this.tokens.idOf(prefix + piece.slice(start, end));
        if (id !== undefined) break;
      }
      if (id === undefined) return null;
      ids.push(id);
      start = end;
    }
    return ids;
  }
}

/** Looks every piece up whole. */
export class WordLevelModel implements Model {
  readonly tokens: TokenIds;
  readonly unknown: string;
  readonly #where: string;

  /** As `BpeModel`. */
  constructor(section: JsonObject, where: string) {
    this.#where = where;
    const { vocabulary, rest } = largeParts(section);
    this.unknown = readPart(options.pick({ unk_token: true }), rest, where).unk_token;
    this.tokens = new TokenIds(vocabulary, `${where}.vocab`);
  }

  encode(piece: string): readonly number[] {
    return [this.tokens.idOf(piece) ?? unknownId(this.tokens, this.unknown, this.#where)];
  }
}

function unknownId(tokens: TokenIds, unknown: string, where: string): number {
  const id = tokens.idOf(unknown);
  if (id === undefined)
    throw new UserError(
      `${where}: the text has a word that is not in the vocabulary, nor is unk_token, ` +
        quoted(unknown),
    );
  return id;
}
