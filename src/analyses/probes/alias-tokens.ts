import type { Document } from '../../data/documents.js';
import { checkedIds, type Tokenizer } from '../../tokenizers/tokenizer.js';

/** Where an alias stands among the tokens, or letters, of a prompt: from `start` to before `end`. */
export interface AliasSpan {
  readonly start: number;
  readonly end: number;
}

/**
 * The letters of a document's prompt that are its alias, the first time that it stands there as
 * words of its own, without the brackets of the release's aliases (those of `<|lczgk|>` are 5). An
 * Error where the prompt has no alias.
 */
export function aliasLetters({ prompt, alias }: Pick<Document, 'prompt' | 'alias'>): AliasSpan {
  const whole = alias ?? '';
  const bare = /^<\|(.+)\|>$/.exec(whole)?.[1] ?? whole;
  const starts = whole === '' ? [] : startsOf(whole, prompt);
  const isInWord = (start: number): boolean =>
    /[\p{L}\p{N}]$/u.test(prompt.slice(0, start)) ||
    /^[\p{L}\p{N}]/u.test(prompt.slice(start + whole.length));
  const found = starts.find((start) => !isInWord(start));
  if (found === undefined)
    throw new Error(
      `the prompt ${JSON.stringify(prompt)} does not have the alias ${JSON.stringify(alias)}`,
    );
  const begin = found + whole.indexOf(bare);
  return { start: begin, end: begin + bare.length };
}

function startsOf(part: string, text: string): number[] {
  const starts: number[] = [];
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) starts.push(at);
  return starts;
}

/** The tokens of a document's prompt that have a part of its alias; as of `aliasLetters`. */
export function aliasTokens(
  document: Pick<Document, 'prompt' | 'alias'>,
  tokenizer: Tokenizer,
): AliasSpan {
  const { prompt } = document;
  const letters = aliasLetters(document);
  const whole = checkedIds(tokenizer, prompt);
  const before = tokenizer.encode(prompt.slice(0, letters.start));
  const through = tokenizer.encode(prompt.slice(0, letters.end));
  const shared = sharedStart(through, whole);
  // Where the alias ends within a token, that one is the alias's too.
  const end = shared < through.length ? shared + 1 : shared;
  return { start: Math.min(sharedStart(before, whole), end), end };
}

function sharedStart(a: readonly number[], b: readonly number[]): number {
  const differs = a.findIndex((id, i) => id !== b[i]);
  return differs < 0 ? a.length : differs;
}
