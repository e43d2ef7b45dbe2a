import type { Document } from '../../data/documents.js';
import { UserError } from '../../errors/user-error.js';
import { encodeQuestion } from '../../evaluation/encoded-question.js';
import type { AnyLanguageModel } from '../../models/encoder-decoder.js';
import { counted } from '../../text/counted.js';
import type { Tokenizer } from '../../tokenizers/tokenizer.js';
import { aliasLetters, aliasTokens } from './alias-tokens.js';

/** A token that all prompts have at the same position. */
export interface PromptToken {
  /** Its index among the tokens that the model reads, from 0. */
  readonly position: number;
  /** How figures show it: an alias's tokens as x, y, z, a line end as \n, others as their text. */
  readonly label: string;
  /** Whether it is not the same in every prompt. */
  readonly differs: boolean;
}

/** Prompts that differ in their aliases only, as tokens. */
export interface ProbePrompts {
  /** What the model reads, all of the same length. */
  readonly ids: readonly (readonly number[])[];
  /** The tokens that stand for text: neither Llama's first nor T5's last. */
  readonly tokens: readonly PromptToken[];
}

/**
 * The prompts of the documents, of which there must be one at least. A UserError names the first
 * one that asks something else than the first document's, or whose alias has another number of
 * tokens or makes the prompt longer or shorter.
 */
export function probePrompts(
  documents: readonly Document[],
  tokenizer: Tokenizer,
  { architecture }: Pick<AnyLanguageModel, 'architecture'>,
): ProbePrompts {
  const prompts = documents.map((document) => encodeQuestion(document, tokenizer).prompt);
  const [first, ids] = [documents[0], prompts[0]];
  if (first === undefined || ids === undefined) throw new RangeError('there are no prompts');
  const alias = aliasTokens(first, tokenizer);
  const question = withoutAlias(first);
  for (const [i, document] of documents.entries()) {
    if (withoutAlias(document) !== question)
      throw unlike(
        `${JSON.stringify(document.prompt)} is worded differently from ${JSON.stringify(first.prompt)}`,
      );
    const other = aliasTokens(document, tokenizer);
    const length = prompts[i]?.length;
    if (other.end - other.start === alias.end - alias.start && other.start === alias.start) {
      if (length === ids.length) continue;
      throw unlike(
        `that about "${document.alias}" has ${counted(length ?? 0, 'token')}, ` +
          `that about "${first.alias}" ${ids.length}`,
      );
    }
    throw unlike(
      `"${document.alias}" has ${counted(other.end - other.start, 'token')} from token ` +
        `${other.start + 1} on, "${first.alias}" ${alias.end - alias.start} from token ` +
        `${alias.start + 1} on`,
    );
  }
  const tokens = ids.flatMap((id, position): PromptToken[] => {
    const text = tokenizer.decode([id]);
    const differs = prompts.some((other) => other[position] !== id);
    const isAlias = position >= alias.start && position < alias.end;
    if (isAlias) return [{ position, label: aliasLabel(position, alias), differs }];
    return text === '' ? [] : [{ position, label: visible(text), differs }];
  });
  // An encoder reads an end after its text, as in training.
  const end = architecture === 'causal' || tokenizer.endId === null ? [] : [tokenizer.endId];
  return { ids: prompts.map((prompt) => [...prompt, ...end]), tokens };
}

/** What a prompt asks, whatever about. */
function withoutAlias(document: Document): string {
  const { start, end } = aliasLetters(document);
  return `${document.prompt.slice(0, start)}${document.prompt.slice(end)}`;
}

const unlike = (how: string): UserError =>
  new UserError(
    `linear probes need prompts that differ in no token but those of the alias: ${how}`,
  );

/** x, y, z of an alias of up to three tokens; x1, x2, ... of a longer one. */
function aliasLabel(position: number, { start, end }: { start: number; end: number }): string {
  const index = position - start;
  return end - start <= 3 ? 'xyz'.charAt(index) : `x${index + 1}`;
}

/** A token's text without the space before it. */
const visible = (text: string): string => text.replaceAll('\n', '\\n').trim() || '␣';
