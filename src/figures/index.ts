/** @module Figures as data, and how they are drawn. */
export {
  type AlignmentColumn,
  type AlignmentFigureOptions,
  alignmentFigure,
} from './alignment.js';
export { tab10 } from './colours.js';
export type { StageSpan } from './curve-points.js';
export type { Figure, PlottedRow } from './figure.js';
export { type ExperimentGaps, type GapsFigureOptions, gapsFigure } from './gaps.js';
export {
  type GroupPair,
  type GroupStyles,
  paperContrasts,
  paperGroups,
  paperPairs,
  type ShownContrast,
} from './group-style.js';
export { setLabels } from './labels.js';
export { type LearningCurvesOptions, learningCurves } from './learning-curves.js';
export { type ExperimentProbes, type ProbesFigureOptions, probesFigure } from './probes.js';
export { type RenderedFigure, renderFigure, renderSvg, writeFigure } from './render.js';
export { type SweepPairsOptions, type SweepRow, sweepPairs } from './sweep-pairs.js';
export {
  type SweepFigureOptions,
  type SweepMember,
  type SweepPointsOptions,
  sweepPoints,
} from './sweep-points.js';
export { fontAdvice, systemFonts } from './system-fonts.js';
