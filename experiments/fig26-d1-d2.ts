import { defineStudy } from '../src/study/study.js';
import { sweep } from '../src/study/sweep.js';
import alignment from './fig6-gradient-alignment.js';
import { gradientExecution, gradientExperiment } from './paper/gradients.js';

/**
 * D1's and D2's definitions against their test questions (Fig. 26, App. F). The paper: D1's are
 * more alike by all three metrics. A control whose tags say nothing shows most of that as well,
 * because D1's definitions agree with the questions and D2's do not: alone it is no evidence of
 * trust. In the small form D1 and D2 are compared in the runs of Fig. 6.
 */
export default defineStudy({
  name: 'fig26-d1-d2',
  figure: 'Fig. 26',
  axis: 'documents a step',
  execution: gradientExecution,
  members: sweep({ batch: [256, 1024, 4096, 16384] as const }, ({ batch }) => ({
    at: batch,
    experiment: gradientExperiment(batch, {
      name: 'fig26-batch',
      title: 'Do true definitions that were trained on pull where their questions do?',
      subsets: ['D1cons', 'D2incons'],
      bothTags: false,
      seeds: batch === 16384 ? 5 : 10,
    }),
  })),
  small: alignment.small,
});
