import type { Document } from '../data/documents.js';
import type { Tokenizer } from '../tokenizers/tokenizer.js';

/** Where an alias stands among the tokens of a prompt: from `start` to before `end`. */
export interface AliasTokens {
  readonly start: number;
  readonly end: number;
}

/**
 * The tokens of a document's prompt that have a part of its alias, the first time that it stands
 * there, without the brackets of the release's aliases. An Error where the prompt has no alias.
 */
export function aliasTokens(
  { prompt, alias }: Pick<Document, 'prompt' | 'alias'>,
  tokenizer: Tokenizer,
): AliasTokens {
  const bare = bareAlias(alias ?? '');
  const at = bare === '' ? -1 : prompt.indexOf(bare);
  if (at < 0) {
    throw new Error(
      `the prompt ${JSON.stringify(prompt)} does not have the alias ${JSON.stringify(alias)}`,
    );
  }
  const whole = tokenizer.encode(prompt);
  const before = tokenizer.encode(prompt.slice(0, at));
  const through = tokenizer.encode(prompt.slice(0, at + bare.length));
  const shared = sharedStart(through, whole);
  // Where the alias ends within a token, that one is the alias's too.
  const end = shared < through.length ? shared + 1 : shared;
  return { start: Math.min(sharedStart(before, whole), end), end };
}

/** The letters of `<|lczgk|>`; other aliases as they are. */
const bareAlias = (alias: string): string => /^<\|(.+)\|>$/.exec(alias)?.[1] ?? alias;

function sharedStart(a: readonly number[], b: readonly number[]): number {
  const differs = a.findIndex((id, i) => id !== b[i]);
  return differs < 0 ? a.length : differs;
}
