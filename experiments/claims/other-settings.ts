import type { Claim } from '../../src/study/claim.js';

/** Other models, questions and data. */
export const otherSettings: readonly Claim[] = [];
