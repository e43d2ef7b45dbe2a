import { type Document, textOf } from '../data/documents.js';
import type { Recipe } from '../stages/recipe.js';
import type { Tokenizer } from '../tokenizers/tokenizer.js';

/** A document as tokens, with the tokens that bear loss. */
export interface EncodedDocument {
  /** Padding included, where there is any. */
  readonly ids: readonly number[];
  /** Tokens of real text; what follows is padding. */
  readonly realTokens: number;
  /** How many tokens at the end of `ids` bear loss. */
  readonly targets: number;
}

/**
 * Encodes a document for training. With loss on the answer, its tokens are those after the
 * prompt's. Throws when a text has fewer than two tokens, when its answer has none, and when
 * `padTo` is too short for it.
 */
export function encodeDocument(
  document: Document,
  tokenizer: Tokenizer,
  loss: Recipe['loss'],
): EncodedDocument {
  const ids = tokenizer.encode(textOf(document));
  const name = JSON.stringify(textOf(document));
  if (ids.length < 2) throw new Error(`the document ${name} has fewer than two tokens`);
  switch (loss.tokens) {
    case 'all':
      return { ids, realTokens: ids.length, targets: ids.length - 1 };
    case 'padded': {
      const padTo = loss.padTo ?? ids.length;
      if (ids.length > padTo)
        throw new Error(`the document ${name} has ${ids.length} tokens, more than padTo ${padTo}`);
      const padding = new Array<number>(padTo - ids.length).fill(tokenizer.padId);
      return { ids: [...ids, ...padding], realTokens: ids.length, targets: padTo - 1 };
    }
    case 'answer': {
      const targets = ids.length - tokenizer.encode(document.prompt).length;
      if (targets < 1) throw new Error(`the answer of the document ${name} has no token`);
      return { ids, realTokens: ids.length, targets };
    }
  }
}
