import { defineStudy } from '../src/study/study.js';
import alignment from './fig6-gradient-alignment.js';

/** Norms of the gradients of definitions and questions (Fig. 25, App. F): the runs of Fig. 6. */
export default defineStudy({ ...alignment, name: 'fig25-gradient-norms' });
