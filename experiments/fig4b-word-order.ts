import { defineStudy } from '../src/study/study.js';
import wordOrders from './fig11-word-order.js';

/** The order of tag, alias and entity in definitions (Fig. 4b, Sec. 3.3): the runs of Fig. 11. */
export default defineStudy({ ...wordOrders, name: 'fig4b-word-order' });
