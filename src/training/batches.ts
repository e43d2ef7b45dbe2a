import type { Recipe } from '../experiment/recipe.js';
import type { EncodedDocument } from './encoded-document.js';

/** Documents that one forward pass takes together, padded to the longest. */
export type Batch = readonly EncodedDocument[];

/** Documents that one forward pass takes one after the other, without padding. */
export interface PackedBatch {
  readonly packed: Batch;
}

/**
 * How many documents each step of an epoch learns from. `spread`: round(documents / documentsPerStep)
 * steps whose sizes differ by at most one, because at a constant learning rate a last step of a few
 * documents undoes what an epoch has learnt; `short`: full steps and a last shorter one.
 */
export function stepSizes(
  documents: number,
  { documentsPerStep, lastBatch }: Pick<Recipe, 'documentsPerStep' | 'lastBatch'>,
): number[] {
  if (documents === 0) return [];
  if (lastBatch === 'short') {
    const full = new Array<number>(Math.floor(documents / documentsPerStep)).fill(documentsPerStep);
    const rest = documents % documentsPerStep;
    return rest > 0 ? [...full, rest] : full;
  }
  const steps = Math.max(1, Math.round(documents / documentsPerStep));
  const border = (step: number): number => Math.floor((step * documents) / steps);
  return Array.from({ length: steps }, (_, step) => border(step + 1) - border(step));
}

/** Largest share of a batch's tokens that may be padding. */
const mostPadding = 0.1;

/** Tokens that an encoder reads. */
const readTokens = ({ read }: EncodedDocument): number => read?.ids.length ?? 0;

/**
 * Divides documents into batches of documents of like length, longest first: at most `most`
 * documents, and at most a tenth of the tokens padding.
 */
export function batchByLength(documents: readonly EncodedDocument[], most: number): Batch[] {
  const longestFirst = [...documents].sort(
    (a, b) => readTokens(b) - readTokens(a) || b.ids.length - a.ids.length,
  );
  const batches: EncodedDocument[][] = [];
  let batch: EncodedDocument[] = [];
  let tokens = 0;
  let longest = 0;
  for (const document of longestFirst) {
    const own = readTokens(document) + document.ids.length;
    const written = Math.max(longest, document.ids.length);
    const padded = (batch.length + 1) * (readTokens(batch[0] ?? document) + written);
    const isTooEmpty = padded - tokens - own > mostPadding * padded;
    if (batch.length > 0 && (isTooEmpty || batch.length === most)) {
      batches.push(batch);
      batch = [];
      tokens = 0;
      longest = 0;
    }
    batch.push(document);
    tokens += own;
    longest = Math.max(longest, document.ids.length);
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

/**
 * Divides documents into packed batches of at most `most` documents and about `tokens` tokens, all
 * of about as many documents.
 */
export function packedBatches(
  documents: readonly EncodedDocument[],
  most: number,
  tokens: number,
): PackedBatch[] {
  const all = documents.reduce((sum, document) => sum + document.ids.length, 0);
  const wanted = Math.max(Math.ceil(documents.length / most), Math.round(all / tokens), 1);
  const count = Math.min(wanted, documents.length);
  const border = (batch: number): number => Math.floor((batch * documents.length) / count);
  return Array.from({ length: count }, (_, batch) => ({
    packed: documents.slice(border(batch), border(batch + 1)),
  }));
}
