import type { MersenneTwister } from '../data/mersenne-twister.js';
import type { Recipe } from '../stages/recipe.js';
import type { EncodedDocument } from './encoded-document.js';

/** Documents of one length and one number of targets, which one forward pass can take together. */
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

/**
 * Divides the documents of one step into batches that need no padding, of at most
 * `documentsPerPass` documents, shortest documents first.
 */
export function batchByLength(
  documents: readonly EncodedDocument[],
  documentsPerPass: number,
): Batch[] {
  const groups = new Map<number, EncodedDocument[]>();
  for (const document of documents) {
    const key = document.ids.length * 65536 + document.targets;
    const group = groups.get(key);
    if (group) group.push(document);
    else groups.set(key, [document]);
  }
  return [...groups.entries()]
    .sort(([a], [b]) => a - b)
    .flatMap(([, group]) =>
      Array.from({ length: Math.ceil(group.length / documentsPerPass) }, (_, i) =>
        group.slice(i * documentsPerPass, (i + 1) * documentsPerPass),
      ),
    );
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
