import type { Claim } from '../../src/study/claim.js';

/** Why it happens: set inclusion, images, gradients, probes. */
export const mechanism: readonly Claim[] = [];
