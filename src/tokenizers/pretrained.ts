import { dirname } from 'node:path';
import { UserError } from '../errors/user-error.js';
import { readBytes } from '../files/read-file.js';
import { counted } from '../text/counted.js';
import type { AddedToken } from './added-tokens.js';
import { readTokenizerFiles, type TokenizerFiles } from './checkpoint/tokenizer-files.js';
import { type TokenizerJson, typesIn } from './checkpoint/tokenizer-json.js';
import { WordLevelModel } from './models/word-piece.js';
import { Pipeline } from './pipeline.js';
import {
  idKeys,
  plainClass,
  type SavableTokenizer,
  type SavedTokenizer,
  tokenizerFilesIn,
} from './saved-tokenizer.js';
import { type Span, type Spelling, tokenSpans } from './token-spans.js';
import type { Tokenizer } from './tokenizer.js';

/** Names of the end token, tried where no file of the checkpoint says which it is. */
const usualEnds = ['<|endoftext|>', '</s>', '<|end_of_text|>', '<eos>'];
/** Names of the padding token; GPT-NeoX's `<|padding|>` is none: Pythia pads with its end token. */
const usualPads = ['<pad>', '[PAD]'];

/**
 * The tokenizer of a checkpoint: of a folder, or of a tokenizer.json that stands alone.
 *
 * The end token is the tokenizer's, else the one of config.json or generation_config.json (of a list
 * the first), and generation also stops at every other of these, as in transformers; the padding
 * token is the tokenizer's, else the configuration's, else the end token.
 * UserErrors name the file that is missing, broken or of an unknown kind.
 *
 * @param addedTokens words that become a token each, numbered on from the vocabulary
 */
export function pretrainedTokenizer(
  folderOrFile: string,
  { addedTokens = [] }: { addedTokens?: readonly string[] } = {},
): PretrainedTokenizer {
  return new PretrainedTokenizer(readTokenizerFiles(folderOrFile), addedTokens);
}

/**
 * A tokenizer as a tokenizer.json describes it.
 *
 * `encode` leaves out what the tokenizer would put after a text, so T5's recipe appends `endId` to
 * the ids that the encoder reads and to those that the decoder writes.
 */
export class PretrainedTokenizer implements SavableTokenizer {
  readonly vocabularySize: number;
  readonly padId: number;
  readonly endId: number | null;
  readonly otherEndIds: readonly number[];
  readonly #pipeline: Pipeline;
  readonly #before: readonly number[];
  readonly #spelling: Spelling;
  readonly #source: TokenizerFiles;

  constructor(files: TokenizerFiles, addedTokens: readonly string[]) {
    const { path, end, pad, tokenizer } = files;
    this.#source = files;
    this.#pipeline = new Pipeline(tokenizer, path, files.splitsSpecialTokens);
    const { added, around } = this.#pipeline;
    added.add(tokenizer.addedTokens, `${path}: added_tokens`);
    added.add(files.addedTokens, `${path} and the files beside it`);
    const isThere = ({ content }: AddedToken) => added.idOf(content) !== undefined;
    added.add(files.usualTokens.filter(isThere), path);
    added.add(addedTokens.filter((content) => !added.has(content)).map(plainToken), path);
    this.vocabularySize = added.highestId + 1;
    const idOf = (token: string | null) => (token === null ? null : (added.idOf(token) ?? null));
    const usual = files.hasNoEnd ? null : firstOf(usualEnds.map(idOf));
    this.endId = idOf(end) ?? files.endId ?? usual;
    this.otherEndIds = files.endIds.filter((id) => id !== this.endId);
    const padId = idOf(pad) ?? files.padId ?? firstOf(usualPads.map(idOf)) ?? this.endId;
    if (padId === null)
      throw new UserError(
        `${path}: neither a padding nor an end token is known; name one in tokenizer_config.json ` +
          '(pad_token, eos_token)',
      );
    this.padId = padId;
    const unknown = around.before.find((id) => added.tokenOf(id) === undefined);
    if (unknown !== undefined)
      throw new UserError(`${path}: post_processor: no token has the id ${unknown}`);
    this.#before = around.before;
    this.#spelling = spellingOf(this.#pipeline, tokenizer);
  }

  encode(text: string): number[] {
    const ids = this.#pipeline.encode(text);
    return this.#before.length === 0 ? ids : [...this.#before, ...ids];
  }

  /** `encode` of every text, in their order. */
  encodeAll(texts: readonly string[]): number[][] {
    return texts.map((text) => this.encode(text));
  }

  /**
   * Where each of `encode`'s tokens stands in the text: `text.slice(start, end)`; [0, 0] of what
   * the tokenizer puts before it. An Error where normalising changed the text.
   */
  offsets(text: string): Span[] {
    const spans = tokenSpans(this.#pipeline.written(text), text, this.#spelling);
    return [...this.#before.map((): Span => [0, 0]), ...spans];
  }

  /** Whether it has a token for every word that it knows and none for parts of words. */
  get isWordLevel(): boolean {
    return this.#pipeline.model instanceof WordLevelModel;
  }

  /** Whether it has a token for what it cannot write. */
  get hasUnknown(): boolean {
    return this.#pipeline.model.unknown !== null;
  }

  /** Words of a text that it reads, or some part of them, as its unknown token, each once. */
  unknownWords(text: string): string[] {
    // What stands for a space in front of a word is no part of it.
    const words = this.#pipeline.unknownPieces(text).map((piece) => piece.replace(/^[▁Ġ]+/u, ''));
    return [...new Set(words)];
  }

  /** The files that it was read from, byte for byte; without tokens that were added to them. */
  saved(): SavedTokenizer {
    const { path, isFolder, className } = this.#source;
    const modelKeys = { ...idKeys(this), tokenizer_class: className ?? plainClass };
    if (isFolder) return { files: tokenizerFilesIn(dirname(path)), modelKeys };
    const named = [['pad_token', this.padId] as const, ['eos_token', this.endId] as const];
    const tokens = named.flatMap(([key, id]) => {
      const token = id === null ? undefined : this.#pipeline.added.tokenOf(id);
      return token === undefined ? [] : [[key, token]];
    });
    const config = { tokenizer_class: plainClass, ...Object.fromEntries(tokens) };
    const files = new Map<string, string | Uint8Array>([
      ['tokenizer.json', readBytes(path)],
      ['tokenizer_config.json', `${JSON.stringify(config, null, 2)}\n`],
    ]);
    return { files, modelKeys };
  }

  /** Ids that stand for no token, as a model's padding rows, give nothing. */
  decode(ids: readonly number[]): string {
    return this.#pipeline.decode(ids);
  }
}

/**
 * Throws a UserError where a tokenizer has ids for which a model has no rows. More rows are fine:
 * embeddings are often padded to a multiple.
 *
 * @param rows rows of the token embedding, the model's `vocabularySize`
 * @param where what the tokenizer or the model is of, for the message
 */
export function checkVocabulary(tokenizer: Tokenizer, rows: number, where: string): void {
  const { vocabularySize, endId, padId } = tokenizer;
  if (vocabularySize > rows)
    throw new UserError(
      `${where}: the tokenizer has ${counted(vocabularySize, 'id')}, but the model has only ` +
        `${counted(rows, 'row')}: is it another model's tokenizer?`,
    );
  for (const [name, id] of [['end', endId] as const, ['padding', padId] as const])
    if (id !== null && id >= rows)
      throw new UserError(
        `${where}: the ${name} token has the id ${id}, but the model has only ` +
          counted(rows, 'row'),
      );
}

const plainToken = (content: string) => ({
  content,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: true,
  special: false,
});

function spellingOf({ added, around }: Pipeline, file: TokenizerJson): Spelling {
  const types = typesIn(file.preTokenizer);
  return {
    byteLevel: types.includes('ByteLevel'),
    dropsWhiteSpace: types.includes('WhitespaceSplit'),
    byteFallback: file.model.get('byte_fallback') === true,
    trimsSpans: around.trimsSpans,
    verbatim: new Set(added.contents()),
  };
}

const firstOf = (ids: readonly (number | null)[]): number | null =>
  ids.find((id) => id !== null) ?? null;
