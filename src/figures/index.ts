/** @module Figures as data, and how they are drawn. */
export { tab10 } from './colours.js';
export {
  type ContrastsFigureOptions,
  contrastsFigure,
  type ExperimentContrasts,
} from './contrasts.js';
export type { StageSpan } from './curve-points.js';
export type { Figure, PlottedRow } from './figure.js';
export { type GroupPair, type GroupStyles, groupStyles } from './group-style.js';
export { setLabels } from './labels.js';
export { type LearningCurvesOptions, learningCurves } from './learning-curves.js';
export { type RenderedFigure, renderFigure, renderSvg, writeFigure } from './render.js';
export { type SweepPairsOptions, type SweepRow, sweepPairs } from './sweep-pairs.js';
export {
  type SweepFigureOptions,
  type SweepMember,
  type SweepPointsOptions,
  sweepPoints,
} from './sweep-points.js';
export { fontAdvice, systemFonts } from './system-fonts.js';
