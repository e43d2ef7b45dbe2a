import { alignmentKind } from './alignment/kind.js';
import type { AnalysisKind } from './analysis-kind.js';
import { probesKind } from './probes/kind.js';

/** What runs need of every analysis: who writes another adds it here and to `list.ts`. */
export const analysisKinds: readonly AnalysisKind[] = [alignmentKind, probesKind];
