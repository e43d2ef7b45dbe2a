// Shapes: B texts, R of them that are still being written, T tokens of the longest, N tokens of the
// longest draft (at least 1), S tokens kept of each text, D width, V vocabulary.

import { KeyValueCache } from '../models/blocks/key-value-cache.js';
import { checkTextLength } from '../models/blocks/learned-positions.js';
import type { AnyLanguageModel } from '../models/encoder-decoder.js';
import type { ForwardOptions } from '../models/language-model.js';
import { autocast, noGrad, scope, type Tensor } from '../tensor/index.js';
import { type Decoder, decoderFor, filledUp, type Ids } from './decoder.js';
import { mostLikely } from './most-likely.js';

/** How a model shall write. */
export interface DecodingOptions {
  /** The tokens that end a text and are no part of it. */
  readonly endIds: Ids;
  /** Of the matrix products; default 'float32'. */
  readonly precision?: 'float32' | 'bfloat16' | undefined;
}

/** A position that no text reaches: a key there is seen by no query. */
const nowhere = 2 ** 30;

/** Texts that a model writes side by side, with the keys and values of what it has read. */
export class Decoding {
  readonly #model: AnyLanguageModel;
  readonly #decoder: Decoder;
  readonly #cache = new KeyValueCache();
  /** The position of each text's next token. */
  #positions: number[] = [];

  constructor(model: AnyLanguageModel, prompts: readonly Ids[]) {
    this.#model = model;
    this.#decoder = decoderFor(model, prompts);
  }

  /**
   * Reads the prompts, each with a draft of what may follow it (perhaps nothing), in one pass. From
   * row `[b, i]` of the result [B, N, D] comes the token of text `b` that follows the first `i` of
   * its draft; rows behind a draft's last token repeat that one's.
   *
   * @param options.goesOn false where nothing is to be read after the drafts: nothing is kept then
   */
  readDrafts(drafts: readonly Ids[], { goesOn }: { readonly goesOn: boolean }): Tensor {
    const { beginnings } = this.#decoder;
    // A draft's last token is predicted, and nothing is predicted from it.
    const texts = beginnings.map((ids, b) => [...ids, ...(drafts[b] as Ids).slice(0, -1)]);
    const longest = Math.max(1, ...drafts.map((draft) => draft.length));
    const positions = beginnings.map((ids, b) => {
      const last = (texts[b] as Ids).length - 1;
      return Array.from({ length: longest }, (_, i) => Math.min(ids.length - 1 + i, last));
    });
    const cache = goesOn ? this.#cache : undefined;
    return this.#hidden(texts, { positions: this.#onDevice(positions), cache });
  }

  /**
   * Goes on after `readDrafts` with the texts `rows` only; of their drafts the first `standing`
   * tokens each are right, and those behind are seen no more.
   */
  leaveDrafts(rows: Ids, standing: Ids): void {
    const { beginnings } = this.#decoder;
    this.#positions = beginnings.map((ids) => ids.length);
    this.keepTexts(rows);
    this.#positions = this.#positions.map((position, i) => position + (standing[i] as number));
    scope(() => {
      // Written in place: the cache compares these with the positions of the tokens to come.
      const kept = this.#cache.positionIds;
      const ends = this.#onDevice(this.#positions.map((position) => [position]));
      kept.add_(kept.ge(ends).to({ dtype: 'int64' }).mul(nowhere));
    });
  }

  /** Goes on with the texts `rows` of those left only. */
  keepTexts(rows: Ids): void {
    if (rows.length === this.#positions.length) return;
    this.#positions = rows.map((row) => this.#positions[row] as number);
    const kept = this.#onDevice([rows]).select(0, 0);
    this.#cache.keepRows(kept);
    this.#decoder.keepTexts(kept);
  }

  /**
   * Reads one more token of each text: what the next one comes from [R, D]. Throws a UserError
   * where a text becomes longer than the model can read.
   */
  readNext(tokens: Ids): Tensor {
    checkTextLength(Math.max(...this.#positions) + 1, this.#decoder.maxTokens);
    const positionIds = this.#onDevice(this.#positions.map((position) => [position]));
    this.#positions = this.#positions.map((position) => position + 1);
    const ids = tokens.map((token) => [token]);
    return this.#hidden(ids, { positionIds, cache: this.#cache }).select(1, 0);
  }

  /** The most likely token that comes from each row of `hidden` [R, D]. */
  mostLikely(hidden: Tensor): Int32Array {
    return scope(() => mostLikely(this.#model.logits(hidden)));
  }

  /** Frees what is kept. */
  dispose(): void {
    this.#cache.dispose();
  }

  #hidden(texts: readonly Ids[], options: ForwardOptions): Tensor {
    return scope(() => this.#decoder.hidden(this.#onDevice(texts), options));
  }

  #onDevice(rows: readonly Ids[]): Tensor {
    return filledUp(rows).to({ device: this.#model.device, dtype: 'int64' });
  }
}

/**
 * What `body` makes of a decoding of `prompts`. Records no gradients, and frees all that is made
 * but its result.
 */
export function withDecoding<T>(
  model: AnyLanguageModel,
  prompts: readonly Ids[],
  precision: DecodingOptions['precision'],
  body: (decoding: Decoding) => T,
): T {
  return scope(() =>
    noGrad(() =>
      autocast(model.device, precision ?? 'float32', () => {
        const decoding = new Decoding(model, prompts);
        try {
          return body(decoding);
        } finally {
          decoding.dispose();
        }
      }),
    ),
  );
}
