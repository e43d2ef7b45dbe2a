/** @module Figures as data, and how they are drawn. */
export { colours } from './colours.js';
export {
  type ContrastsFigureOptions,
  contrastsFigure,
  type ExperimentContrasts,
} from './contrasts.js';
export type { StageSpan } from './curve-points.js';
export { type Theme, themes } from './drawing/theme.js';
export { type Figure, figureWidth, type PlottedRow } from './figure.js';
export { type GroupPair, type GroupStyles, groupStyles } from './group-style.js';
export { setLabels } from './labels.js';
export { type LearningCurvesOptions, learningCurves } from './learning-curves.js';
export { type FigureLook, type RenderedFigure, renderFigure, writeFigure } from './render.js';
export { type SweepPairsOptions, type SweepRow, sweepPairs } from './sweep-pairs.js';
export {
  type SweepFigureOptions,
  type SweepMember,
  type SweepPointsOptions,
  sweepPoints,
} from './sweep-points.js';
