import {
  ByteLevelPostProcessor,
  ByteLevelPreTokenizer,
  Tokenizer as Library,
  type PostProcessor,
  SequencePostProcessor,
  WhitespaceSplitPreTokenizer,
} from '@huggingface/tokenizers';
import { UserError } from '../errors/user-error.js';
import { counted } from '../text/counted.js';
import { behaveAsReference, preTokenizersIn } from './reference-behaviour.js';
import { type Span, type Spelling, tokenSpans } from './token-spans.js';
import type { Tokenizer } from './tokenizer.js';
import { readTokenizerFiles, type TokenizerFile, type TokenizerFiles } from './tokenizer-files.js';

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
export class PretrainedTokenizer implements Tokenizer {
  readonly vocabularySize: number;
  readonly padId: number;
  readonly endId: number | null;
  readonly otherEndIds: readonly number[];
  readonly #library: Library;
  readonly #before: readonly number[];
  readonly #spelling: Spelling;

  constructor(files: TokenizerFiles, addedTokens: readonly string[]) {
    const { path, begin, end, pad, unknown } = files;
    const file = withAddedTokens(files.tokenizer, addedTokens);
    const special = [begin, end, pad, unknown].filter((token) => token !== null);
    this.#library = libraryTokenizer(path, file, special);
    this.vocabularySize = this.#library.model.vocab.length;
    const idOf = (token: string | null) => this.#idOf(token);
    this.endId = idOf(end) ?? files.endId ?? firstOf(usualEnds.map(idOf));
    this.otherEndIds = files.endIds.filter((id) => id !== this.endId);
    const padId = idOf(pad) ?? files.padId ?? firstOf(usualPads.map(idOf)) ?? this.endId;
    if (padId === null)
      throw new UserError(
        `${path}: neither a padding nor an end token is known; name one in tokenizer_config.json ` +
          '(pad_token, eos_token)',
      );
    this.padId = padId;
    const before =
      files.addsBegin === null
        ? tokensBefore(this.#library.post_processor)
        : [files.addsBegin ? begin : null];
    this.#before = before.map(idOf).filter((id) => id !== null);
    this.#spelling = spellingOf(this.#library, file);
  }

  encode(text: string): number[] {
    const { ids } = this.#library.encode(text, { add_special_tokens: false });
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
    const tokens = this.#library.tokenize(text, { add_special_tokens: false });
    return [...this.#before.map((): Span => [0, 0]), ...tokenSpans(tokens, text, this.#spelling)];
  }

  /** Ids that stand for no token, as a model's padding rows, give nothing. */
  decode(ids: readonly number[]): string {
    const known = ids.filter((id) => this.#library.id_to_token(id) !== undefined);
    if (known.length === 0) return '';
    return this.#library.decode(known, {
      skip_special_tokens: true,
      clean_up_tokenization_spaces: false,
    });
  }

  #idOf(token: string | null): number | null {
    return token === null ? null : (this.#library.token_to_id(token) ?? null);
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

function libraryTokenizer(path: string, file: TokenizerFile, special: readonly string[]): Library {
  try {
    // The library would apply further fields of tokenizer_config.json, which the reference
    // implementation takes from tokenizer.json alone.
    const library = new Library(file, { additional_special_tokens: special });
    behaveAsReference(library);
    return library;
  } catch (error) {
    throw new UserError(`${path}: ${(error as Error).message}`, { cause: error });
  }
}

/** The tokens numbered on from the vocabulary; one that it has already keeps its id. */
function withAddedTokens(file: TokenizerFile, addedTokens: readonly string[]): TokenizerFile {
  if (addedTokens.length === 0) return file;
  const { vocab } = file.model;
  const ids = new Map<string, number>(
    Array.isArray(vocab) ? vocab.map(([token], id) => [token, id]) : Object.entries(vocab),
  );
  for (const { content, id } of file.added_tokens) ids.set(content, id);
  const known = new Set(file.added_tokens.map(({ content }) => content));
  let next = [...ids.values()].reduce((most, id) => Math.max(most, id), -1) + 1;
  const added = [...new Set(addedTokens)]
    .filter((content) => !known.has(content))
    .map((content) => ({
      id: ids.get(content) ?? next++,
      content,
      special: false,
      normalized: true,
    }));
  return { ...file, added_tokens: [...file.added_tokens, ...added] };
}

/** What a post-processor puts before a text. */
function tokensBefore(processor: PostProcessor | null): string[] {
  const text = '\0';
  const { tokens } = processor?.post_process([text], null, true) ?? { tokens: [text] };
  return tokens.slice(0, tokens.indexOf(text));
}

function spellingOf(library: Library, file: TokenizerFile): Spelling {
  const preTokenizers = preTokenizersIn(library.pre_tokenizer);
  return {
    byteLevel: preTokenizers.some((part) => part instanceof ByteLevelPreTokenizer),
    dropsWhiteSpace: preTokenizers.some((part) => part instanceof WhitespaceSplitPreTokenizer),
    byteFallback: file.model.byte_fallback === true,
    trimsSpans: trimsSpans(library.post_processor),
    verbatim: new Set(file.added_tokens.map(({ content }) => content)),
  };
}

function trimsSpans(processor: PostProcessor | null): boolean {
  if (processor instanceof SequencePostProcessor) return processor.processors.some(trimsSpans);
  if (!(processor instanceof ByteLevelPostProcessor)) return false;
  return processor.config.trim_offsets !== false;
}

const firstOf = (ids: readonly (number | null)[]): number | null =>
  ids.find((id) => id !== null) ?? null;
