import { defineAnalysis } from '../analysis.js';
import { probeMisfits, probeOptions } from './options.js';
import { probeRow } from './probe-row.js';
import { summariseProbes } from './probe-summary.js';
import { probeText } from './probe-text.js';
import { probeValues } from './probe-values.js';
import { probesFigures } from './probes-figures.js';
import { probesJson } from './probes-json.js';

/** Entities where probes learn from a part of the aliases that are asked one type of question. */
const probedEntities = 300;

/** Linear probes: what can be read off the residual stream about an alias (paper, Sec. 5, Fig. 7). */
export const probes = defineAnalysis({
  name: 'probes',
  needs: 'language model',
  options: probeOptions,
  files: { probes: probeRow },
  /** Few prompts in few folds; most aliases of five letters have as many of the small tokenizer. */
  quick: ({ aliasTokens = 5, ...rest }) => {
    return { options: { ...rest, aliasTokens, folds: 2 }, entities: probedEntities };
  },
  check: (options, _stage, experiment) => probeMisfits(options, experiment),
  epochs: (_options, { epochs }) => [epochs],
  compute: () => import('./compute.js'),
  summarise: (stages) => summariseProbes(stages.flatMap((stage) => stage.rows('probes'))),
  values: probeValues,
  text: probeText,
  json: ({ summary }) => summary.map(probesJson),
  figures: probesFigures,
});
