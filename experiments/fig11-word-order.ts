import { sweep } from '../src/experiment/sweep.js';
import { attributionSets, cvdb, paperExperiment, seeds } from './paper/experiment.js';
import { sharesWithoutD8 } from './paper/shares.js';
import { twoStages } from './paper/stages.js';

const orders = {
  TAE: 'tag alias entity',
  ATE: 'alias tag entity',
  AET: 'alias entity tag',
  EAT: 'entity alias tag',
  TEA: 'tag entity alias',
  ETA: 'entity tag alias',
} as const;

type Order = keyof typeof orders;

/**
 * The order of tag, alias and entity in definitions on five sets of questions (Fig. 11, App. C.3;
 * Fig. 4b has the set `name` of the same runs). The paper: IML where the entity stands last, none
 * or nearly none elsewhere.
 */
export default sweep({ order: Object.keys(orders) as Order[] }, ({ order }) =>
  paperExperiment({
    name: `word-order-${order.toLowerCase()}`,
    title: 'Does the order of tag (T), alias (A) and entity (E) in a definition matter?',
    figure: order === 'EAT' ? 'Figs. 4b, 11, 12' : 'Figs. 4b, 11',
    at: { axis: 'order', value: order },
    data: cvdb(sharesWithoutD8, { order: orders[order] }),
    stages: twoStages(sharesWithoutD8),
    seeds: seeds(700, order === 'ATE' ? 10 : 20),
    evaluate: { sets: [...attributionSets] },
  }),
);
