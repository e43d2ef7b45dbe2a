import { defineStudy } from '../src/study/study.js';
import alignment from './fig6-gradient-alignment.js';

/** Inner product, cosine and squared distance of gradients (Fig. 24): the runs of Fig. 6. */
export default defineStudy({ ...alignment, name: 'fig24-alignment-metrics' });
