import type { AnyLanguageModel } from '../models/encoder-decoder.js';
import { scope } from '../tensor/index.js';
import type { Ids } from './decoder.js';
import { type Decoding, type DecodingOptions, withDecoding } from './decoding.js';

/** Where a continuation ends. */
export interface Limits {
  /** Most tokens; at least 1. */
  readonly newTokens: number;
  /** The tokens that end a text and are no part of it. */
  readonly endIds: Ids;
  /** Whether to go on after these tokens. Default: always. */
  readonly mayGoOn?: ((tokens: Ids) => boolean) | undefined;
}

/** What a model has written of one text so far. */
export class Continuation {
  readonly tokens: number[] = [];
  readonly #limits: Limits;
  #hasEnded = false;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Whether nothing is to follow. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Adds the token that the model finds most likely; `mayGoOn` is not asked of a drafted one. */
  write(token: number, { isDrafted = false } = {}): void {
    const { newTokens, endIds, mayGoOn } = this.#limits;
    const isEnd = endIds.includes(token);
    if (!isEnd) this.tokens.push(token);
    this.#hasEnded =
      isEnd ||
      this.tokens.length >= newTokens ||
      (!isDrafted && mayGoOn !== undefined && !mayGoOn(this.tokens));
  }
}

/**
 * Writes `texts` on, token by token, until all have ended; those that have leave the batch. The
 * decoding has read all tokens but the last of each.
 */
export function writeToTheEnd(decoding: Decoding, texts: readonly Continuation[]): void {
  let going = texts.filter((text) => !text.hasEnded);
  while (going.length > 0) {
    const lasts = going.map(({ tokens }) => tokens.at(-1) as number);
    const next = scope(() => decoding.mostLikely(decoding.readNext(lasts)));
    for (const [row, text] of going.entries()) text.write(next[row] as number);
    const rows = [...going.keys()].filter((row) => !going[row]?.hasEnded);
    if (rows.length > 0) decoding.keepTexts(rows);
    going = rows.map((row) => going[row] as Continuation);
  }
}

/**
 * What `model` writes after each prompt, always the most likely token (greedy decoding), until the
 * end token, which is left out, or for `newTokens` tokens. Prompts of any length are one batch.
 */
export function greedyContinuations(
  model: AnyLanguageModel,
  prompts: readonly Ids[],
  { newTokens, endIds, precision }: DecodingOptions & Omit<Limits, 'mayGoOn'>,
): number[][] {
  if (prompts.length === 0) return [];
  return withDecoding(model, prompts, precision, (decoding) => {
    const texts = prompts.map(() => new Continuation({ newTokens, endIds }));
    const none = prompts.map(() => []);
    const hidden = decoding.readDrafts(none, { goesOn: newTokens > 1 });
    const first = decoding.mostLikely(hidden.select(1, 0));
    for (const [row, text] of texts.entries()) text.write(first[row] as number);
    const rows = [...texts.keys()].filter((row) => !texts[row]?.hasEnded);
    if (rows.length > 0)
      decoding.leaveDrafts(
        rows,
        rows.map(() => 0),
      );
    writeToTheEnd(
      decoding,
      texts.filter((text) => !text.hasEnded),
    );
    return texts.map(({ tokens }) => tokens);
  });
}
