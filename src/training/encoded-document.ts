import { type Document, textOf } from '../data/documents.js';
import type { Recipe, TrainingMode } from '../experiment/recipe.js';
import type { AnyLanguageModel } from '../models/encoder-decoder.js';
import { checkedIds, type Tokenizer } from '../tokenizers/tokenizer.js';

/** Tokens of a text. */
export interface EncodedText {
  /** Padding included, where there is any. */
  readonly ids: readonly number[];
  /** Tokens of real text; what follows is padding. */
  readonly realTokens: number;
}

/** A document as tokens, with the tokens that bear loss. */
export interface EncodedDocument extends EncodedText {
  /** What an encoder reads, `ids` being what the decoder writes; null where there is none. */
  readonly read: EncodedText | null;
  /** How many tokens at the end of `ids` bear loss. */
  readonly targets: number;
}

/** Documents as tokens. */
export interface EncodedDocuments {
  readonly documents: readonly EncodedDocument[];
  /**
   * How many of them were longer than the fixed length of mode 'faithful', and are cut there as the
   * authors' code does; 0 with 'fast'.
   */
  readonly cut: number;
}

/** How documents become tokens. */
export interface Encoding {
  readonly mode: TrainingMode;
  readonly loss: Recipe['loss'];
  readonly architecture: AnyLanguageModel['architecture'];
  /** Tokens from this id on are read, never written (`LanguageModel`). Default: none are. */
  readonly writtenTokens?: number;
}

/** How documents become tokens for a model. */
export function encodingFor(
  model: AnyLanguageModel,
  { mode, loss }: Pick<Encoding, 'mode' | 'loss'>,
): Encoding {
  const { architecture } = model;
  return architecture === 'causal'
    ? { mode, loss, architecture, writtenTokens: model.writtenTokens }
    : { mode, loss, architecture };
}

/**
 * Encodes a document for training. A causal model sees the whole text, an encoder reads the prompt
 * and its decoder writes the answer. Mode 'fast' ends each text with the tokenizer's end token,
 * which bears loss; 'faithful' cuts and pads to a fixed length, and the padding bears loss (paper,
 * App. B, as the authors' code). Tokens that a model only reads bear none, nor do those before
 * them. Throws when a text has fewer than two tokens, when its answer has none or one that is only
 * read, and when 'faithful' has no length.
 */
export function encodeDocument(
  document: Document,
  tokenizer: Tokenizer,
  encoding: Encoding,
): EncodedDocument {
  return encode(document, tokenizer, encoding).encoded;
}

/** Encodes documents for training, each as `encodeDocument`, and counts those that are cut. */
export function encodeDocuments(
  documents: readonly Document[],
  tokenizer: Tokenizer,
  encoding: Encoding,
): EncodedDocuments {
  const all = documents.map((document) => encode(document, tokenizer, encoding));
  return {
    documents: all.map(({ encoded }) => encoded),
    cut: all.filter(({ isCut }) => isCut).length,
  };
}

/** Something encoded, and whether part of its text was cut off. */
interface Encoded<What> {
  readonly encoded: What;
  readonly isCut: boolean;
}

function encode(
  document: Document,
  tokenizer: Tokenizer,
  { mode, loss, architecture, writtenTokens = Number.POSITIVE_INFINITY }: Encoding,
): Encoded<EncodedDocument> {
  if (architecture === 'causal') {
    const { encoded, isCut } =
      mode === 'fast'
        ? { encoded: wholeText(document, tokenizer, loss), isCut: false }
        : paddedText(document, tokenizer, loss);
    const lastRead = encoded.ids.findLastIndex((id) => id >= writtenTokens);
    const written = encoded.ids.length - 1 - lastRead;
    if (written >= encoded.targets) return { encoded, isCut };
    if (loss.tokens === 'all' && written > 0)
      return { encoded: { ...encoded, targets: written }, isCut };
    throw new Error(`the document ${nameOf(document)} is to end with a token that is only read`);
  }
  const side = (text: string, option: 'padTo' | 'padAnswerTo'): Encoded<EncodedText> => {
    const ids = checkedIds(tokenizer, text);
    return mode === 'fast'
      ? { encoded: ended(ids, tokenizer), isCut: false }
      : padded(ids, tokenizer, needed(loss[option], option));
  };
  const read = side(document.prompt, 'padTo');
  const written = side(document.answer, 'padAnswerTo');
  if (read.encoded.ids.length === 0 || written.encoded.ids.length === 0)
    throw new Error(`the document ${nameOf(document)} has no token to read or to write`);
  return {
    encoded: { read: read.encoded, ...written.encoded, targets: written.encoded.ids.length },
    isCut: read.isCut || written.isCut,
  };
}

const nameOf = (document: Document): string => JSON.stringify(textOf(document));

/** The text of a causal model, with its end. */
function wholeText(
  document: Document,
  tokenizer: Tokenizer,
  loss: Recipe['loss'],
): EncodedDocument {
  const text = ended(checkedIds(tokenizer, textOf(document)), tokenizer);
  const tokens = text.ids.length;
  if (tokens < 2) throw new Error(`the document ${nameOf(document)} has fewer than two tokens`);
  if (loss.tokens === 'all') return { read: null, ...text, targets: tokens - 1 };
  const ends = tokenizer.endId === null ? 0 : 1;
  const targets = tokens - tokenizer.encode(document.prompt).length;
  if (targets - ends < 1)
    throw new Error(`the answer of the document ${nameOf(document)} has no token`);
  return { read: null, ...text, targets };
}

/** The text of a causal model, cut and padded; all but the first token bear loss. */
function paddedText(
  document: Document,
  tokenizer: Tokenizer,
  loss: Recipe['loss'],
): Encoded<EncodedDocument> {
  if (loss.tokens !== 'all')
    throw new Error(`mode 'faithful' has loss on tokens 'all', not '${loss.tokens}'`);
  const padTo = needed(loss.padTo, 'padTo');
  const ids = checkedIds(tokenizer, textOf(document));
  if (ids.length === 0) throw new Error(`the document ${nameOf(document)} has no token`);
  // The authors fill up causal models' texts with the end token, whatever else there is.
  const { endId, padId } = tokenizer;
  const text = paddedTo(ids.slice(0, padTo), endId ?? padId, padTo);
  return { encoded: { read: null, ...text, targets: padTo - 1 }, isCut: ids.length > padTo };
}

/** `ids` and the end token, where the tokenizer has one. */
function ended(ids: readonly number[], { endId }: Tokenizer): EncodedText {
  const whole = endId === null ? ids : [...ids, endId];
  return { ids: whole, realTokens: whole.length };
}

/** `ids` and the end token in `length` tokens, the text cut where it is longer. */
function padded(
  ids: readonly number[],
  tokenizer: Tokenizer,
  length: number,
): Encoded<EncodedText> {
  const room = tokenizer.endId === null ? length : length - 1;
  const text = ended(ids.slice(0, room), tokenizer);
  return { encoded: paddedTo(text.ids, tokenizer.padId, length), isCut: ids.length > room };
}

function paddedTo(ids: readonly number[], padId: number, length: number): EncodedText {
  const padding = new Array<number>(length - ids.length).fill(padId);
  return { ids: [...ids, ...padding], realTokens: ids.length };
}

function needed(length: number | undefined, option: string): number {
  if (length === undefined) throw new Error(`mode 'faithful' needs loss.${option}`);
  return length;
}
