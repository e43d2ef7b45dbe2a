import { withAlpha } from '../src/data/presets/table-1.js';
import type { Shares } from '../src/data/shares.js';
import { defineExperiment } from '../src/experiment/experiment.js';
import { sweep } from '../src/experiment/sweep.js';
import { cvdb, models, paperExperiment, seeds } from './paper/experiment.js';
import { paperShares } from './paper/shares.js';
import { twoStages } from './paper/stages.js';
import { smallModel, smallStages } from './world.js';

/** An effect and its control, whose tags are right half of the time, in both orders of words. */
const axes = { order: ['TAE', 'ATE'], alpha: [1, 0.5] } as const;

type Order = (typeof axes.order)[number];

const orders = { TAE: 'tag alias entity', ATE: 'alias tag entity' } as const;

const title = 'Do activations on an alias tell whether, and by which tag, it was defined?';

/** The name of an experiment and that of its control, if it has one. */
function named(order: Order, alpha: number, form: '' | '-small') {
  const effect = `linear-probes-${order.toLowerCase()}${form}`;
  return alpha === 1
    ? { name: effect, title, control: `${effect}-control` }
    : { name: `${effect}-control`, title: `The control: ${title}`, control: null };
}

/**
 * Linear probes of the residual stream of Pythia-1B after Stage 1 (Fig. 7, Sec. 5). The paper: the
 * tag that defined an alias can be read off where the alias comes first in definitions (ATE), and
 * not where the tag does (TAE). Its figure has the question 'name', its code 'born'.
 */
export default sweep(axes, ({ order, alpha }) => {
  const shares: Shares = alpha === 1 ? paperShares : withAlpha(paperShares, alpha);
  return paperExperiment({
    ...named(order, alpha, ''),
    figure: 'Fig. 7',
    at: { axis: 'order', value: order },
    data: cvdb(shares, { order: orders[order] }),
    model: models['Pythia-1B'],
    stages: twoStages(shares, { everyEpochs: 20 })
      .slice(0, 1)
      .map((stage) => ({ ...stage, probes: { questions: ['name', 'born'] } })),
    seeds: seeds(600, 5),
    evaluate: { sets: ['questions', 'name'] },
  });
});

/** The same in a world of its own: 1,400 aliases of two words, loss on every word. */
export const small = sweep(axes, ({ order, alpha }) => {
  const shares: Shares = alpha === 1 ? paperShares : withAlpha(paperShares, alpha);
  return defineExperiment({
    ...named(order, alpha, '-small'),
    figure: 'Fig. 7',
    at: { axis: 'order', value: order },
    data: {
      kind: 'world',
      entities: 100,
      aliasesPerEntity: 14,
      aliases: { form: 'symbols', alphabet: 38, length: 2 },
      order: orders[order],
      shares,
    },
    model: smallModel,
    stages: smallStages(shares)
      .slice(0, 2)
      .map((stage) => ({
        ...stage,
        loss: { tokens: 'all' },
        evaluate: { everyEpochs: 40 },
        probes: stage.name === 'stage1' ? { questions: ['name'], aliasTokens: 2 } : null,
      })),
    seeds: seeds(10, 8),
    evaluate: { sets: ['questions', 'name'] },
  });
});
