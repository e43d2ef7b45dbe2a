/** What is compared of the gradients of a definition and of the questions of the same alias. */
export const alignmentMetrics = [
  'cosine',
  'innerProduct',
  'squaredDistance',
  'definitionNorm',
  'questionNorm',
] as const;

/** What is compared of two gradients. */
export type AlignmentMetric = (typeof alignmentMetrics)[number];

/** One mean of one run: over the definitions of a subset, each averaged over its questions. */
export interface AlignmentRow {
  readonly seed: number;
  readonly secondSeed: number | null;
  /** Name of the stage that was being trained, and how many of its epochs were completed. */
  readonly stage: string;
  readonly epoch: number;
  readonly subset: string;
  /** Under which tag the definitions stood: the subset's own, or 1 or 2 for all of them. */
  readonly tag: 'own' | 1 | 2;
  readonly questions: 'test' | 'train';
  readonly metric: AlignmentMetric;
  readonly value: number;
  /** Definitions, and questions of each on average. */
  readonly definitions: number;
  readonly questionsEach: number;
}

/** Metrics that are kept for every alias. */
export const aliasMetrics = ['cosine', 'innerProduct'] as const satisfies AlignmentMetric[];

/** What is compared of one alias. */
export type AliasMetric = (typeof aliasMetrics)[number];

/** One alias of one run, its definition under its own tag; the mean where it has several. */
export interface AliasAlignmentRow
  extends Pick<AlignmentRow, 'seed' | 'secondSeed' | 'stage' | 'epoch' | 'subset' | 'questions'>,
    Readonly<Record<AliasMetric, number>> {
  readonly tag: 'own';
  readonly alias: string;
}
