import type { Recipe } from '../experiment/recipe.js';
import type { MersenneTwister } from '../random/mersenne-twister.js';
import type { EncodedDocument } from './encoded-document.js';

/** Documents that one forward pass takes together, filled up to the longest. */
export type Batch = readonly EncodedDocument[];

/**
 * How many documents each step of an epoch shows. `spread`: round(documents / documentsPerStep)
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

/** Largest share of a batch's tokens that may be filling. */
const mostFilling = 0.1;

/** Tokens that an encoder reads. */
const readTokens = ({ read }: EncodedDocument): number => read?.ids.length ?? 0;

/**
 * Divides the documents of one step into batches of documents of like length, longest first: at
 * most `documentsPerPass` documents, and at most a tenth of the tokens filling.
 */
export function batchByLength(
  documents: readonly EncodedDocument[],
  documentsPerPass: number,
): Batch[] {
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
    const filled = (batch.length + 1) * (readTokens(batch[0] ?? document) + written);
    const isTooEmpty = filled - tokens - own > mostFilling * filled;
    if (batch.length > 0 && (isTooEmpty || batch.length === documentsPerPass)) {
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

/** The documents of one epoch by step, in a fresh random order. */
export function* shuffledSteps(
  documents: readonly EncodedDocument[],
  recipe: Pick<Recipe, 'documentsPerStep' | 'lastBatch'>,
  random: MersenneTwister,
): Generator<EncodedDocument[]> {
  const order = Uint32Array.from(documents.keys());
  random.shuffle(order);
  let start = 0;
  for (const size of stepSizes(documents.length, recipe)) {
    yield Array.from(order.subarray(start, start + size), (i) => documents[i] as EncodedDocument);
    start += size;
  }
}
