import { type Batch, batchByLength } from '../batches.js';
import type { EncodedDocument } from '../encoded-document.js';

/** What stands for a document where a model has none: nothing of it bears loss. */
const blank: EncodedDocument = { read: null, ids: [0, 0], realTokens: 2, targets: 0 };

/** How a step's documents of several models go through them. */
export interface JointPassing {
  /** Most documents of each model in a pass. */
  readonly most: number;
  /** Most rows of logits of a pass, all models' together; a pass has a document of each at least. */
  readonly mostRows: number;
  /**
   * Whether all go in one pass, padded to the longest: where the number of operators counts and not
   * what they compute. Else documents of like length go together, as those of one model do.
   */
  readonly inOne: boolean;
}

/**
 * Divides the documents of a step of each of several models into forward passes of as many of each:
 * the longest of each model together, then the next, each pass with one model's after the other's.
 */
export function jointPasses(
  models: readonly (readonly EncodedDocument[])[],
  { most, mostRows, inOne }: JointPassing,
): Batch[] {
  const longestFirst = models.map((documents) =>
    [...documents].sort((a, b) => b.ids.length - a.ids.length),
  );
  const count = Math.max(...models.map((documents) => documents.length));
  // By the longest of its rank, which stands for all of it.
  const ranks = new Map<EncodedDocument, readonly EncodedDocument[]>();
  for (let rank = 0; rank < count; rank++) {
    const all = longestFirst.map((documents) => documents[rank] ?? blank);
    const lengths = all.map(({ ids }) => ids.length);
    const longest = all[lengths.indexOf(Math.max(...lengths))] as EncodedDocument;
    ranks.set({ ...longest, targets: Math.max(...all.map(({ targets }) => targets)) }, all);
  }
  const leaders = [...ranks.keys()];
  const targets = Math.max(...leaders.map((leader) => leader.targets));
  const room = Math.max(1, Math.min(most, Math.floor(mostRows / (models.length * targets))));
  const passes = inOne ? inPieces(leaders, room) : batchByLength(leaders, room);
  return passes.map((pass) =>
    models.flatMap((_, model) =>
      pass.map(
        (leader) => (ranks.get(leader) as readonly EncodedDocument[])[model] as EncodedDocument,
      ),
    ),
  );
}

const inPieces = (all: Batch, most: number): Batch[] =>
  Array.from({ length: Math.ceil(all.length / most) }, (_, piece) =>
    all.slice(piece * most, (piece + 1) * most),
  );
