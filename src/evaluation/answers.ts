// Shapes: B questions, T tokens of the longest prompt, V vocabulary.
import type { Document } from '../data/documents.js';
import type { LanguageModel } from '../models/language-model.js';
import { noGrad, scope, tensor } from '../tensor/index.js';
import type { Tokenizer } from '../tokenizers/tokenizer.js';
import { exactMatch } from './exact-match.js';

/** A question with what the model answers. */
export interface Answer {
  readonly document: Document;
  readonly prediction: string;
  /** Whether prediction and reference are the same after normalisation (exact match). */
  readonly correct: boolean;
}

/**
 * Answers each question greedily, in float32, in the order given, `documentsPerBatch` at a time.
 * Reference answers have one token, and so one pass over the prompts tells all; a longer one is an
 * error.
 */
export function answerQuestions(
  model: LanguageModel,
  tokenizer: Tokenizer,
  questions: readonly Document[],
  { documentsPerBatch }: { readonly documentsPerBatch: number },
): Answer[] {
  const answers: Answer[] = [];
  for (let start = 0; start < questions.length; start += documentsPerBatch) {
    const batch = questions.slice(start, start + documentsPerBatch);
    const predicted = nextTokens(
      model,
      batch.map((document) => encodePrompt(document, tokenizer)),
    );
    for (const [row, document] of batch.entries()) {
      const prediction = tokenizer.decode([predicted[row] as number]);
      answers.push({
        document,
        prediction,
        correct: exactMatch(prediction, document.answer) === 1,
      });
    }
  }
  return answers;
}

function encodePrompt({ prompt, answer }: Document, tokenizer: Tokenizer): readonly number[] {
  const ids = tokenizer.encode(prompt);
  const tokens = tokenizer.encode(prompt + answer).length - ids.length;
  if (tokens !== 1)
    throw new Error(`the answer "${answer}" to "${prompt}" has ${tokens} tokens; one is supported`);
  return ids;
}

/** The most likely token after each prompt [B]. */
function nextTokens(model: LanguageModel, prompts: readonly (readonly number[])[]): Int32Array {
  const tokens = Math.max(...prompts.map((ids) => ids.length));
  const flat = new Int32Array(prompts.length * tokens);
  for (const [row, ids] of prompts.entries()) flat.set(ids, row * tokens);
  const lasts = Int32Array.from(prompts, (ids) => ids.length - 1);
  return scope(() =>
    noGrad(() => {
      const { device } = model;
      const ids = tensor(flat, [prompts.length, tokens]).to({ device });
      const positions = tensor(lasts, [prompts.length, 1]).to({ device, dtype: 'int64' });
      return model.forward(ids, { positions }).argmax({ dim: -1 }).toInt32Array();
    }),
  );
}
