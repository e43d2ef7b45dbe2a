import { statSync } from 'node:fs';
import { z } from 'zod';
import { sampleFile } from '../../data/samples.js';
import { contentsOf } from '../../files/content.js';
import { most } from '../option-limits.js';
import { decisiveFiles } from './checkpoint-content.js';

/** The option `vocabulary` of models from scratch. */
export const vocabulary = z
  .union([
    z.literal('from data'),
    z.strictObject({
      tokenizer: z
        .string()
        .min(1)
        .describe('A tokenizer.json, or the folder of a checkpoint that has one.'),
      rows: z
        .int()
        .positive()
        .max(most.rows)
        .optional()
        .describe("Rows of the token embedding, at least the tokenizer's; its own by default."),
    }),
  ])
  .default('from data')
  .describe(
    "'from data': one token a word, of all the words of the data set; or a tokenizer of a file.",
  );

/** A vocabulary, every default filled in. */
export type VocabularyOptions = z.output<typeof vocabulary>;

/** What decides the tokens: the words of the data, or a tokenizer's files by their content. */
export function vocabularyIdentity(vocabulary: VocabularyOptions, words: object): object {
  if (vocabulary === 'from data') return { vocabulary, ...words };
  const { tokenizer, ...rows } = vocabulary;
  const isFolder = statSync(tokenizer, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const files = isFolder
    ? decisiveFiles(tokenizer).filter((path) => path.endsWith('.json'))
    : [tokenizer];
  const content = contentsOf(files, 'the file of model.vocabulary.tokenizer');
  return { vocabulary: { ...rows, content } };
}

/** The small tokenizer that comes with the project, in place of any other. */
export const sampleVocabulary = () => ({ tokenizer: sampleFile('tokenizer.json') });

/** The vocabulary of a quick form: words of the data stay, a tokenizer becomes the small one. */
export const quickVocabulary = (wanted: unknown = 'from data'): unknown =>
  wanted === 'from data' ? wanted : sampleVocabulary();

/** Rows of the token embedding, with so many words in the data; null where they are not known. */
export const vocabularyRows = (
  vocabulary: VocabularyOptions,
  words: number | null,
): number | null => (vocabulary === 'from data' ? words : (vocabulary.rows ?? null));

/**
 * Weights of the token embedding of which a token reads one row and which nothing is multiplied by: 0 where
 * the output head shares them.
 */
export const embeddingsLookedUp = (
  {
    tieEmbeddings,
    vocabulary,
    width,
  }: {
    readonly tieEmbeddings: boolean;
    readonly vocabulary: VocabularyOptions;
    readonly width: number;
  },
  words: number | null,
): number => (tieEmbeddings ? 0 : (vocabularyRows(vocabulary, words) ?? 0) * width);

/** Operations of a forward pass (Kaplan et al. 2020): 2 a parameter and token. */
export const textOperations = (parameters: number | null, tokens: number): number | null =>
  parameters === null ? null : 2 * parameters * tokens;
