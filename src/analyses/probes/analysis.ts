import { defineAnalysis } from '../analysis.js';
import { probesKind } from './kind.js';
import { summariseProbes } from './probe-summary.js';
import { probeText } from './probe-text.js';
import { probeValues } from './probe-values.js';
import { probesFigures } from './probes-figures.js';
import { probesJson } from './probes-json.js';

/** Linear probes with their report: accuracy by layer and token. */
export const probes = defineAnalysis({
  ...probesKind,
  summarise: (stages) => summariseProbes(stages.flatMap((stage) => stage.rows('probes'))),
  values: probeValues,
  text: probeText,
  json: ({ summary }) => summary.map(probesJson),
  figures: probesFigures,
});
