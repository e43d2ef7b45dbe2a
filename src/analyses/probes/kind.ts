import { defineAnalysisKind } from '../analysis-kind.js';
import { probeMisfits, probeOptions } from './options.js';
import { probeRow } from './probe-row.js';

/** Entities where probes learn from a part of the aliases that are asked one type of question. */
const probedEntities = 300;

/** Linear probes: what can be read off the residual stream about an alias (paper, Sec. 5, Fig. 7). */
export const probesKind = defineAnalysisKind({
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
});
