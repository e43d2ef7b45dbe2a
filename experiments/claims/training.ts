import type { Claim } from '../../src/study/claim.js';

/** How the model is trained: reliability, word order, batch size, stages. */
export const training: readonly Claim[] = [];
