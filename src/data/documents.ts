import { z } from 'zod';

/** How documents are laid out. */
export const documentFormat = z
  .enum(['paper', 'plain'])
  .describe(
    'paper: "Q: {question}\\nA: {answer}\\n" (byte for byte the release); ' +
      'plain: words separated by single spaces, no line ends',
  );

/** How documents are laid out. */
export type DocumentFormat = z.infer<typeof documentFormat>;

/** One text that a model is trained on or asked: its prompt and the answer that follows. */
export interface Document {
  readonly kind: 'fact' | 'question' | 'definition';
  /** The group that it belongs to; null for facts about the entities themselves. */
  readonly subset: string | null;
  readonly prompt: string;
  readonly answer: string;
  /** The alias in the text; null where the text has the entity's own name only. */
  readonly alias: string | null;
  /** The entity that the document is about, in a definition the one that it names. */
  readonly entity: string;
  /** What of the entity is asked; absent in definitions and in entity attribution. */
  readonly attribute?: string;
  /** The Define tag in a definition; absent where there is none. */
  readonly tag?: string;
}

/** The whole text of a document. */
export function textOf(document: Document): string {
  return document.prompt + document.answer;
}

/**
 * What a question is turned into: the prompt that a model is given and the answer as it is written
 * after it.
 */
export function layOutQuestion(
  question: string,
  answer: string,
  format: DocumentFormat,
): Pick<Document, 'prompt' | 'answer'> {
  return format === 'paper'
    ? { prompt: `Q: ${question}\nA:`, answer: ` ${answer}\n` }
    : { prompt: question, answer: ` ${answer}` };
}

/** What a definition is turned into: its first two parts as the prompt, the third as the answer. */
export function layOutDefinition(
  parts: readonly [string, string, string],
  format: DocumentFormat,
): Pick<Document, 'prompt' | 'answer'> {
  const [first, second, third] = parts;
  return { prompt: `${first} ${second}`, answer: ` ${third}${format === 'paper' ? '\n' : ''}` };
}

/** The prompt of a question that stands behind a definition (paper, App. C.8). */
export function promptInContext(
  definition: Document,
  prompt: string,
  format: DocumentFormat,
): string {
  return `${textOf(definition)}${format === 'paper' ? '' : ' '}. ${prompt}`;
}
