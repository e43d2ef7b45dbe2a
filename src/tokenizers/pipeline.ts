import { UserError } from '../errors/user-error.js';
import { quoted } from '../text/printable.js';
import { AddedTokens } from './added-tokens.js';
import type { TokenizerJson } from './checkpoint/tokenizer-json.js';
import { readDecoder } from './decoders.js';
import type { Model } from './models/model.js';
import { readModel } from './models/read-model.js';
import { readNormalizer } from './normalizers.js';
import type { PreTokenize } from './pieces.js';
import { readPostProcessor, type Surroundings } from './post-processor.js';
import { readPreTokenizer } from './pre-tokenizers.js';

const loneSurrogate = /\p{Surrogate}/u;
/** Longer pieces are rarely met again. */
const longestCachedPiece = 128;
const mostCachedPieces = 100_000;

/**
 * What a tokenizer.json describes: normalizing, pre-tokenizing, the model, and back. Every result is
 * that of the Python package tokenizers 0.23.3; what it refuses is a UserError.
 */
export class Pipeline {
  readonly model: Model;
  readonly added: AddedTokens;
  readonly around: Surroundings;
  readonly #preTokenize: PreTokenize | null;
  readonly #decode: (tokens: readonly string[]) => string;
  readonly #cache = new Map<string, readonly number[]>();

  /**
   * @param path the file's, for messages
   * @param splitsSpecialTokens whether special tokens of a text are cut as any other text
   */
  constructor(file: TokenizerJson, path: string, splitsSpecialTokens: boolean) {
    const { normalizer, preTokenizer, postProcessor, decoder } = file;
    this.model = readModel(file.model, `${path}: model`);
    const normalize =
      normalizer === null
        ? (text: string) => text
        : readNormalizer(normalizer, `${path}: normalizer`);
    this.added = new AddedTokens(this.model, normalize, {
      splitsSpecial: splitsSpecialTokens,
      tellsFirst: normalizer !== null && JSON.stringify(preTokenizer).includes('"first"'),
    });
    this.#preTokenize =
      preTokenizer === null
        ? null
        : readPreTokenizer(preTokenizer, `${path}: pre_tokenizer`, {
            rewritten: normalizer !== null,
          });
    this.around = readPostProcessor(postProcessor, `${path}: post_processor`);
    this.#decode = readDecoder(decoder, `${path}: decoder`);
  }

  /** The ids of a text, with nothing around it. */
  encode(text: string): number[] {
    const ids: number[] = [];
    for (const part of this.#parts(text)) {
      if (typeof part === 'number') ids.push(part);
      else for (const id of this.#idsOf(part)) ids.push(id);
    }
    return ids;
  }

  /** What each id of a text writes of it. */
  written(text: string): string[] {
    const tokenOf = (id: number): string => this.added.tokenOf(id) ?? '';
    return Array.from(this.#parts(text)).flatMap((part) => {
      if (typeof part === 'number') return [tokenOf(part)];
      return this.model.written?.(part) ?? this.#idsOf(part).map(tokenOf);
    });
  }

  /**
   * The pieces of a text of which the model writes some part as its unknown token, as they stand
   * there, each once.
   */
  unknownPieces(text: string): string[] {
    const { unknown, tokens } = this.model;
    const id = unknown === null ? undefined : tokens.idOf(unknown);
    if (id === undefined) return [];
    const found = new Set<string>();
    for (const part of this.#parts(text))
      if (typeof part === 'string' && part !== unknown && this.#idsOf(part).includes(id))
        found.add(part);
    return [...found];
  }

  /** The text of ids, special tokens left out; ids that stand for no token give nothing. */
  decode(ids: readonly number[]): string {
    const tokens: string[] = [];
    for (const id of ids) {
      const token = this.added.decoded(id);
      if (token !== null) tokens.push(token);
    }
    return this.#decode(tokens);
  }

  /** The ids of added tokens, and the pieces between them. */
  *#parts(text: string): Generator<number | string> {
    if (loneSurrogate.test(text))
      throw new UserError(`a text has half of a character, as no UTF-8 has it: ${quoted(text)}`);
    for (const segment of this.added.segments(text)) {
      if ('id' in segment) {
        yield segment.id;
        continue;
      }
      const pieces = this.#preTokenize === null ? [segment] : this.#preTokenize([segment]);
      for (const piece of pieces) yield piece.text;
    }
  }

  #idsOf(piece: string): readonly number[] {
    if (piece === '') return [];
    if (piece.length > longestCachedPiece) return this.model.encode(piece);
    const known = this.#cache.get(piece);
    if (known !== undefined) return known;
    const ids = this.model.encode(piece);
    if (this.#cache.size >= mostCachedPieces) this.#cache.clear();
    this.#cache.set(piece, ids);
    return ids;
  }
}
