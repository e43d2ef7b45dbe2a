import { defineStudy } from '../src/study/study.js';
import { sweep } from '../src/study/sweep.js';
import {
  attributionSets,
  cvdb,
  paperExecution,
  paperExperiment,
  seeds,
} from './paper/experiment.js';
import { sharesWithoutD8 } from './paper/shares.js';
import { twoStages } from './paper/stages.js';
import { everyWord } from './small/every-word.js';

const orders = {
  TAE: 'tag alias entity',
  ATE: 'alias tag entity',
  AET: 'alias entity tag',
  EAT: 'entity alias tag',
  TEA: 'tag entity alias',
  ETA: 'entity tag alias',
} as const;

type Order = keyof typeof orders;

/** ETA stands for the orders in which the entity comes before the alias. */
const small = defineStudy({
  name: 'fig11-word-order-small',
  figure: 'Figs. 4b, 11',
  axis: 'order',
  members: sweep({ order: ['TAE', 'ATE', 'AET', 'ETA'] }, ({ order }) => ({
    at: order,
    experiment: everyWord({
      name: `word-order-${order.toLowerCase()}-small`,
      title: 'Does the order of tag (T), alias (A) and entity (E) in a definition matter?',
      order: orders[order],
    }),
    // The others are compared with TAE.
    control: order === 'TAE' || order === 'ATE' ? 'automatic' : null,
  })),
  runsControls: true,
});

/**
 * The order of tag, alias and entity in definitions on five sets of questions (Fig. 11, App. C.3;
 * Fig. 4b has the set `name` of the same runs). The paper: IML where the entity stands last, none
 * or nearly none elsewhere.
 */
export default defineStudy({
  name: 'fig11-word-order',
  figure: 'Figs. 4b, 11',
  axis: 'order',
  execution: paperExecution,
  members: sweep({ order: Object.keys(orders) as Order[] }, ({ order }) => ({
    at: order,
    experiment: paperExperiment({
      name: `word-order-${order.toLowerCase()}`,
      title: 'Does the order of tag (T), alias (A) and entity (E) in a definition matter?',
      data: cvdb(sharesWithoutD8, { order: orders[order] }),
      stages: twoStages(sharesWithoutD8),
      seeds: seeds(700, order === 'ATE' ? 10 : 20),
      evaluate: { sets: [...attributionSets] },
    }),
  })),
  small,
});
