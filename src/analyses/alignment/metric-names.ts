import type { AlignmentMetric } from './alignment-row.js';

/** A metric as tables name it. */
export const metricNames: Readonly<Record<AlignmentMetric, string>> = {
  cosine: 'cosine',
  innerProduct: 'inner product',
  squaredDistance: 'sq. distance',
  definitionNorm: 'norm, def.',
  questionNorm: 'norm, quest.',
};
