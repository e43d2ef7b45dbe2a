import { z } from 'zod';
import { UserError } from '../../errors/user-error.js';
import { Decimal, type ExactJson, type JsonObject } from '../../files/exact-json.js';
import { quoted } from '../../text/printable.js';
import { readPart } from '../part.js';
import { byteIds, byteTokens, largeParts, type Model, type Tokens } from './model.js';

const options = z.looseObject({
  unk_id: z.int().nonnegative().nullish(),
  byte_fallback: z.boolean().optional(),
});

/** How much less than the worst token an unknown character scores. */
const unknownPenalty = 10;

/** One way to write a text up to some place, the best that is known. */
interface Best {
  readonly score: number;
  readonly start: number;
  readonly id: number;
}

/** Sentencepiece's Unigram: the division of a piece whose tokens have the highest sum of scores. */
export class UnigramModel implements Model {
  readonly tokens: Tokens;
  readonly #scores: readonly number[];
  readonly #trie = new Trie();
  readonly #unknownScore: number;
  readonly #unknownId: number | null;
  readonly #byteFallback: boolean;
  readonly #where: string;

  /** As `BpeModel`. */
  constructor(section: JsonObject, where: string) {
    this.#where = where;
    const { vocabulary, rest } = largeParts(section);
    const { unk_id, byte_fallback } = readPart(options, rest, where);
    const entries = entriesOf(vocabulary, `${where}.vocab`);
    // Of a token that stands there twice, the last.
    const ids = new Map(entries.map(([token], id) => [token, id]));
    this.tokens = {
      size: entries.length,
      highest: entries.length - 1,
      idOf: (token) => ids.get(token),
      tokenOf: (id) => entries[id]?.[0],
    };
    this.#scores = entries.map(([, score]) => score);
    for (const [token, id] of ids) this.#trie.add(token, id);
    this.#unknownScore =
      this.#scores.reduce((least, score) => Math.min(least, score), Number.POSITIVE_INFINITY) -
      unknownPenalty;
    this.#unknownId = unk_id ?? null;
    if (this.#unknownId !== null && this.#unknownId >= entries.length)
      throw new UserError(
        `${where}.unk_id: there is no token ${this.#unknownId}, only ${entries.length} tokens from 0`,
      );
    this.#byteFallback = byte_fallback ?? false;
  }

  get unknown(): string | null {
    return this.#unknownId === null ? null : (this.tokens.tokenOf(this.#unknownId) ?? null);
  }

  encode(piece: string): readonly number[] {
    return this.#divide(piece).flatMap((part) => {
      const id = this.tokens.idOf(part);
      return id === undefined ? (this.#bytes(part) ?? this.#unknown(part)) : id;
    });
  }

  written(piece: string): readonly string[] {
    return this.#divide(piece).flatMap((part) =>
      this.tokens.idOf(part) === undefined && this.#bytes(part) !== null ? byteTokens(part) : part,
    );
  }

  /** The parts of the best division; unknown characters that follow one another are one part. */
  #divide(piece: string): string[] {
    const best: (Best | undefined)[] = new Array(piece.length + 1);
    for (let start = 0; start < piece.length; ) {
      const before = best[start]?.score ?? 0;
      const width = (piece.codePointAt(start) ?? 0) > 0xffff ? 2 : 1;
      let hasCharacter = false;
      const offer = (end: number, score: number, id: number): void => {
        const known = best[end];
        if (known === undefined || score > known.score) best[end] = { score, start, id };
      };
      this.#trie.tokensAt(piece, start, (end, id) => {
        offer(end, (this.#scores[id] ?? 0) + before, id);
        if (end - start === width) hasCharacter = true;
      });
      if (!hasCharacter) {
        const score = this.#unknownScore + before;
        const known = best[start + width];
        if (known === undefined || score > known.score)
          offer(start + width, score, this.#unknown(piece.slice(start, start + width)));
      }
      start += width;
    }
    return this.#partsOf(best, piece);
  }

  #partsOf(best: readonly (Best | undefined)[], piece: string): string[] {
    const parts: string[] = [];
    let unknownEnd: number | null = null;
    for (let end = piece.length; end > 0; ) {
      const { start, id } = best[end] as Best;
      if (id === this.#unknownId) {
        unknownEnd ??= end;
      } else {
        if (unknownEnd !== null) parts.push(piece.slice(end, unknownEnd));
        unknownEnd = null;
        parts.push(piece.slice(start, end));
      }
      end = start;
    }
    if (unknownEnd !== null) parts.push(piece.slice(0, unknownEnd));
    return parts.reverse();
  }

  /** Null where bytes are not wanted, or one of them has no token. */
  #bytes(part: string): number[] | null {
    return this.#byteFallback ? byteIds(this.tokens, part) : null;
  }

  #unknown(part: string): number {
    if (this.#unknownId === null)
      throw new UserError(
        `${this.#where}: ${quoted(part)} is not in the vocabulary, and unk_id names no token`,
      );
    return this.#unknownId;
  }
}

function entriesOf(vocabulary: ExactJson | undefined, where: string): [string, number][] {
  if (!Array.isArray(vocabulary))
    throw new UserError(`${where}: expected a list of tokens and their scores`);
  return vocabulary.map((entry: ExactJson, at) => {
    const [token, written, ...more]: readonly ExactJson[] = Array.isArray(entry) ? entry : [];
    const score = written instanceof Decimal ? written.value : written;
    if (typeof token !== 'string' || typeof score !== 'number' || more.length > 0)
      throw new UserError(`${where}[${at}]: expected a token and its score`);
    return [token, score];
  });
}

/** Tokens by their UTF-16 units. */
class Trie {
  /** The node that a unit leads to, by node and unit. */
  readonly #nodes = new Map<number, number>();
  readonly #ids = new Map<number, number>();

  add(token: string, id: number): void {
    let node = 0;
    for (let at = 0; at < token.length; at++) {
      const key = node * 0x1_0000 + token.charCodeAt(at);
      node = this.#nodes.get(key) ?? this.#nodes.size + 1;
      this.#nodes.set(key, node);
    }
    if (node > 0) this.#ids.set(node, id);
  }

  /** Calls `found` with the end and the id of every token that begins at `start`, the shortest first. */
  tokensAt(text: string, start: number, found: (end: number, id: number) => void): void {
    let node: number | undefined = 0;
    for (let at = start; at < text.length; at++) {
      node = this.#nodes.get(node * 0x1_0000 + text.charCodeAt(at));
      if (node === undefined) return;
      const id = this.#ids.get(node);
      if (id !== undefined) found(at + 1, id);
    }
  }
}
