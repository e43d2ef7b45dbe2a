import { defineExperiment, type Experiment } from '../src/experiment/experiment.js';
import { defineStudy, type StudyInput } from '../src/study/study.js';
import { sweep } from '../src/study/sweep.js';
import { cvdb, models, paperExecution, paperExperiment, seeds } from './paper/experiment.js';
import { paperShares } from './paper/shares.js';
import { twoStages } from './paper/stages.js';
import { smallModel, smallStages } from './world.js';

const orders = { TAE: 'tag alias entity', ATE: 'alias tag entity' } as const;

type Order = keyof typeof orders;

const title = 'Do activations on an alias tell whether, and by which tag, it was defined?';

function experimentOf(order: Order): Experiment {
  return paperExperiment({
    name: `linear-probes-${order.toLowerCase()}`,
    title,
    data: cvdb(paperShares, { order: orders[order] }),
    model: models['Pythia-1B'],
    stages: twoStages(paperShares, { everyEpochs: 20 })
      .slice(0, 1)
      .map((stage) => ({ ...stage, analyses: { probes: { questions: ['name', 'born'] } } })),
    seeds: seeds(600, 5),
    evaluate: { sets: ['questions', 'name'] },
  });
}

/** The same in a world of its own: 1,400 aliases of two words, loss on every word. */
function smallExperimentOf(order: Order): Experiment {
  return defineExperiment({
    name: `linear-probes-${order.toLowerCase()}-small`,
    title,
    data: {
      kind: 'world',
      entities: 100,
      aliasesPerEntity: 14,
      aliases: { form: 'symbols', alphabet: 38, length: 2 },
      order: orders[order],
      shares: paperShares,
    },
    model: smallModel,
    stages: smallStages(paperShares)
      .slice(0, 2)
      .map((stage) => ({
        ...stage,
        loss: { tokens: 'all' },
        evaluate: { everyEpochs: 40 },
        analyses: {
          probes: stage.name === 'stage1' ? { questions: ['name'], aliasTokens: 2 } : null,
        },
      })),
    seeds: seeds(10, 8),
    evaluate: { sets: ['questions', 'name'] },
  });
}

/** Both orders of words, each beside its control. */
const study = (make: (order: Order) => Experiment) =>
  ({
    figure: 'Fig. 7',
    axis: 'order',
    members: sweep({ order: ['TAE', 'ATE'] }, ({ order }) => ({
      at: order,
      experiment: make(order),
    })),
    runsControls: true,
  }) satisfies Partial<StudyInput>;

/**
 * Linear probes of the residual stream of Pythia-1B after Stage 1 (Fig. 7, Sec. 5). The paper: the
 * tag that defined an alias can be read off where the alias comes first in definitions (ATE), and
 * not where the tag does (TAE). Its figure has the question 'name', its code 'born'.
 */
export default defineStudy({
  ...study(experimentOf),
  name: 'fig7-linear-probes',
  execution: paperExecution,
  small: { ...study(smallExperimentOf), name: 'fig7-linear-probes-small' },
});
