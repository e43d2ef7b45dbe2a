import type { Document } from '../data/documents.js';
import type { AnyLanguageModel } from '../models/encoder-decoder.js';
import { sharingCasts } from '../tensor/index.js';
import { stripPython } from '../text/python-text.js';
import { endIdsOf, type Tokenizer } from '../tokenizers/tokenizer.js';
import { canStillMatch } from './can-still-match.js';
import { cleanUpSpaces } from './clean-up.js';
import { type DraftedPrompt, draftVerifiedContinuations } from './draft-verified-decoding.js';
import { encodeQuestion } from './encoded-question.js';
import { exactMatch } from './exact-match.js';
import { atOnce, type InBatches } from './in-batches.js';
import { tokenF1 } from './token-f1.js';

/** A question with what the model answers. */
export interface Answer {
  readonly document: Document;
  /**
   * What was scored: the greedy continuation, special tokens left out, spaces cleaned up, stripped.
   * Without F1, only what was written until it was certain that it would not match.
   */
  readonly prediction: string;
  /** Whether prediction and reference are the same after normalisation. */
  readonly exactMatch: 0 | 1;
  /** F1 as in the authors' release (`tokenF1`); null where it was not asked for. */
  readonly f1: number | null;
}

/** How questions are answered. */
export interface AnswerOptions {
  /** Questions answered together; no result depends on it, rounding aside. */
  readonly testBatch: number;
  /** Most tokens of an answer. */
  readonly newTokens: number;
  /** Of the matrix products. */
  readonly precision: 'float32' | 'bfloat16';
  /** Whether F1 is wanted, and so every answer to its end. */
  readonly f1: boolean;
}

/**
 * Answers each question greedily, in the order given. Scores are those of plain greedy generation:
 * of `newTokens` tokens, or of as many as the reference answer has where the tokenizer has no end
 * token. All that is written counts, line ends and what follows them too, as in the authors' code.
 */
export const answerQuestions = (...asked: Parameters<typeof answersInBatches>): Answer[] =>
  atOnce(answersInBatches(...asked));

/** As `answerQuestions`; yields after every batch. */
export function* answersInBatches(
  model: AnyLanguageModel,
  tokenizer: Tokenizer,
  questions: readonly Document[],
  { testBatch, newTokens, precision, f1 }: AnswerOptions,
): InBatches<Answer[]> {
  const readText = textReader(model, tokenizer);
  const prompts = questions.map((document): DraftedPrompt => {
    const drafted = draftedPrompt(document, model, tokenizer, newTokens);
    if (f1) return drafted;
    const mayGoOn: DraftedPrompt['mayGoOn'] = (tokens) =>
      canStillMatch(readText(tokens), document.answer);
    return { ...drafted, mayGoOn };
  });
  const endIds = endIdsOf(tokenizer);
  const answers = new Array<Answer>(questions.length);
  for (const batch of byLength(prompts, testBatch)) {
    const asked = batch.map((i) => prompts[i] as DraftedPrompt);
    const written = sharingCasts(() =>
      draftVerifiedContinuations(model, asked, { endIds, precision }),
    );
    for (const [row, i] of batch.entries())
      answers[i] = scored(questions[i] as Document, readText(written[row] as number[]), f1);
    yield;
  }
  return answers;
}

function scored(document: Document, text: string, f1: boolean): Answer {
  const prediction = stripPython(cleanUpSpaces(text));
  return {
    document,
    prediction,
    exactMatch: exactMatch(prediction, document.answer),
    f1: f1 ? tokenF1(prediction, document.answer) : null,
  };
}

/** Turns tokens into text; line ends of an encoder-decoder's are dropped, as in the authors' code. */
function textReader(
  { architecture }: AnyLanguageModel,
  tokenizer: Tokenizer,
): (tokens: readonly number[]) => string {
  return architecture === 'causal'
    ? (tokens) => tokenizer.decode(tokens)
    : (tokens) => tokenizer.decode(tokens).replaceAll('\n', '');
}

/** A question's prompt, with the reference answer as a draft of what the model will write. */
function draftedPrompt(
  document: Document,
  { architecture }: AnyLanguageModel,
  tokenizer: Tokenizer,
  newTokens: number,
): DraftedPrompt {
  const { endId } = tokenizer;
  const encoded = encodeQuestion(document, tokenizer);
  const answer = architecture === 'causal' ? encoded.answer : encoded.answerAlone;
  if (endId === null) {
    if (answer.length === 0)
      throw new Error(`the answer "${document.answer}" to "${document.prompt}" has no token`);
    const most = Math.min(newTokens, answer.length);
    return { prompt: encoded.prompt, draft: answer, newTokens: most };
  }
  const prompt = architecture === 'causal' ? encoded.prompt : [...encoded.prompt, endId];
  return { prompt, draft: answer.length > 0 ? [...answer, endId] : [], newTokens };
}

/** The indices of the prompts, longest first so that batches of `size` need little filling. */
function byLength(prompts: readonly DraftedPrompt[], size: number): number[][] {
  const tokens = prompts.map(({ prompt, draft }) => prompt.length + draft.length);
  const order = [...prompts.keys()].sort((a, b) => (tokens[b] as number) - (tokens[a] as number));
  const batches: number[][] = [];
  for (let start = 0; start < order.length; start += size)
    batches.push(order.slice(start, start + size));
  return batches;
}
