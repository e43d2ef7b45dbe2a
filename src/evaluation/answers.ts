// Shapes: B questions, T tokens of a prompt, V vocabulary.
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
 * Answers each question greedily, in float32, in the order given; the result does not depend on
 * `documentsPerBatch` (default 1024). Reference answers have one token, and so one pass over the
 * prompts tells all; a longer one is an error.
 */
export function answerQuestions(
  model: LanguageModel,
  tokenizer: Tokenizer,
  questions: readonly Document[],
  { documentsPerBatch = 1024 }: { documentsPerBatch?: number } = {},
): Answer[] {
  const byLength = new Map<number, { index: number; ids: readonly number[] }[]>();
  for (const [index, { prompt, answer }] of questions.entries()) {
    const ids = tokenizer.encode(prompt);
    const tokens = tokenizer.encode(prompt + answer).length - ids.length;
    if (tokens !== 1)
      throw new Error(
        `the answer "${answer}" to "${prompt}" has ${tokens} tokens; one is supported`,
      );
    const group = byLength.get(ids.length);
    if (group) group.push({ index, ids });
    else byLength.set(ids.length, [{ index, ids }]);
  }
  const answers = new Array<Answer>(questions.length);
  for (const [length, group] of byLength) {
    for (let start = 0; start < group.length; start += documentsPerBatch) {
      const batch = group.slice(start, start + documentsPerBatch);
      const flat = Int32Array.from(batch.flatMap(({ ids }) => ids));
      const predicted = scope(() =>
        noGrad(() => {
          const ids = tensor(flat, [batch.length, length]).to({ device: model.device });
          return model.forward(ids, { last: 1 }).argmax({ dim: -1 }).toInt32Array();
        }),
      );
      for (const [row, { index }] of batch.entries()) {
        const document = questions[index] as Document;
        const prediction = tokenizer.decode([predicted[row] as number]);
        answers[index] = { document, prediction, correct: exactMatch(prediction, document.answer) === 1 };
      }
    }
  }
  return answers;
}
