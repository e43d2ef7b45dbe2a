export { subsetColours, tab10 } from './colours.js';
export type { Figure, PlottedRow } from './figure.js';
export { type ExperimentGaps, gapsFigure } from './gaps.js';
export { type SubsetLabel, subsetLabels } from './labels.js';
export { type LearningCurvesOptions, learningCurves, type StageSpan } from './learning-curves.js';
export { type RenderedFigure, renderFigure, renderSvg, writeFigure } from './render.js';
export { fontAdvice, systemFonts } from './system-fonts.js';
