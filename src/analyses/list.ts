import { alignment } from './alignment/analysis.js';
import type { Analysis } from './analysis.js';
import { probes } from './probes/analysis.js';

/** Every analysis, in the order of reports: who writes another adds it here and to `kinds.ts`. */
export const analyses: readonly Analysis[] = [alignment, probes];
