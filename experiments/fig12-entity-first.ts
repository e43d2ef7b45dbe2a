import { defineStudy } from '../src/study/study.js';
import wordOrders from './fig11-word-order.js';

/**
 * The order entity, alias, tag by epoch (Fig. 12, App. C.3): of the runs of Fig. 11 those in which
 * the accuracy on D6 and QA7 falls in Stage 2.
 */
export default defineStudy({
  ...wordOrders,
  name: 'fig12-entity-first',
  figure: 'Fig. 12',
  members: wordOrders.members.filter(({ at }) => at === 'EAT'),
  small: null,
});
