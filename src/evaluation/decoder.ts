// Shapes: B texts, R of them that are kept, S tokens of a prompt, T tokens, N positions asked for,
// D width.
import type { AnyLanguageModel, EncoderDecoder, Memory } from '../models/encoder-decoder.js';
import type { ForwardOptions, LanguageModel } from '../models/language-model.js';
import { scope, type Tensor, tensor } from '../tensor/index.js';

/** Token ids. */
export type Ids = readonly number[];

/** What writes the answers to a batch of prompts, token by token, whatever the architecture. */
export interface Decoder {
  /** What it has to read of each text before it writes: at least one token. */
  readonly beginnings: readonly Ids[];
  /** Most tokens of a text; null where there is no such limit. */
  readonly maxTokens: number | null;
  /** Last hidden states [B, N, D] for the tokens `ids` [B, T]. */
  hidden(ids: Tensor, options: ForwardOptions): Tensor;
  /** Goes on with the texts `rows` [R] only. */
  keepTexts(rows: Tensor): void;
}

/**
 * The decoder of `model` for `prompts`. A causal model reads them as the beginnings of its texts,
 * an encoder-decoder in its encoder. Throws a RangeError when a prompt has no token.
 */
export function decoderFor(model: AnyLanguageModel, prompts: readonly Ids[]): Decoder {
  if (prompts.some((ids) => ids.length === 0)) throw new RangeError('a prompt has no token');
  return model.architecture === 'causal'
    ? causalDecoder(model, prompts)
    : new AnsweringDecoder(model, prompts);
}

function causalDecoder(model: LanguageModel, prompts: readonly Ids[]): Decoder {
  return {
    beginnings: prompts,
    maxTokens: model.maxTokens,
    hidden: (ids, options) => model.lastHidden(ids, options),
    keepTexts: () => {},
  };
}

/** The decoder of an encoder-decoder: remembers what the encoder made of the prompts. */
class AnsweringDecoder implements Decoder {
  readonly beginnings: readonly Ids[];
  readonly maxTokens = null;
  readonly #model: EncoderDecoder;
  #memory: Memory;

  constructor(model: EncoderDecoder, prompts: readonly Ids[]) {
    this.#model = model;
    this.beginnings = prompts.map(() => [model.startId]);
    this.#memory = scope(() => {
      const { device } = model;
      const mask = textMask(prompts)?.to({ device });
      const { hidden } = model.encode(filledUp(prompts).to({ device, dtype: 'int64' }), { mask });
      return { hidden, mask };
    });
  }

  hidden(ids: Tensor, options: ForwardOptions): Tensor {
    return this.#model.decode(this.#memory, ids, options);
  }

  keepTexts(rows: Tensor): void {
    const { hidden, mask } = this.#memory;
    this.#memory = { hidden: hidden.indexSelect(0, rows), mask: mask?.indexSelect(0, rows) };
    hidden.dispose();
    mask?.dispose();
  }
}

/** Texts [B, T] filled up on the right with token 0, on the host. */
export function filledUp(texts: readonly Ids[]): Tensor {
  const longest = Math.max(...texts.map((ids) => ids.length));
  const flat = new Int32Array(texts.length * longest);
  for (const [row, ids] of texts.entries()) flat.set(ids, row * longest);
  return tensor(flat, [texts.length, longest]);
}

/** [B, T], false where `filledUp` fills up; undefined where it does nowhere. */
function textMask(texts: readonly Ids[]): Tensor | undefined {
  const longest = Math.max(...texts.map((ids) => ids.length));
  if (texts.every((ids) => ids.length === longest)) return undefined;
  const flat = new Uint8Array(texts.length * longest);
  for (const [row, ids] of texts.entries()) flat.fill(1, row * longest, row * longest + ids.length);
  return tensor(flat, [texts.length, longest], { dtype: 'bool' });
}
