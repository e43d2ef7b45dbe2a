/**
 * More than anybody trains with on purpose, and less than makes a run hang or run out of memory by a
 * slip of the keyboard.
 */
export const most = {
  epochs: 1_000_000,
  /** Documents of a step or batch; as many stand for all of them. */
  documents: 10_000_000,
  /** Optimizer steps. */
  steps: 1_000_000_000,
  /** Tokens of a document, a prompt or an answer. */
  tokens: 131_072,
  /** Blocks, heads or stages of a model. */
  layers: 10_000,
  /** Numbers side by side in a layer, and the sides of a kernel. */
  width: 10_000_000,
  /** Words of a vocabulary, and rows of its embedding. */
  rows: 1_000_000_000,
  /** Threads of an operator, and processes at a time. */
  threads: 1024,
  /** Minutes between two checkpoints: a week. */
  checkpointMinutes: 10_080,
  /** Models that are trained as one program. */
  seedsTogether: 64,
} as const;
