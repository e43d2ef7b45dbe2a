import { withAlpha } from '../src/data/presets/table-1.js';
import { defineStudy } from '../src/study/study.js';
import alphas from './fig4a-alpha.js';
import { paperShares } from './paper/shares.js';
import { everyWord } from './small/every-word.js';

/**
 * Alpha 0.95 by itself (Fig. 4a): of the runs of that figure those in which the paper finds false
 * definitions of the reliable tag (D9) better known than true ones of the other (D10). The small
 * form has loss on every word, without which there is no question about whom an alias stands for.
 */
export default defineStudy({
  ...alphas,
  name: 'fig4a-tag-over-truth',
  members: alphas.members.filter(({ at }) => at === 0.95),
  small: {
    name: 'fig4a-tag-over-truth-small',
    figure: 'Fig. 4a',
    axis: 'alpha',
    members: [
      {
        at: 0.95,
        experiment: everyWord({
          name: 'fig4a-alpha-95-small',
          title: 'Does a tag that was nearly always right count for more than the truth?',
          shares: withAlpha(paperShares, 0.95),
          sets: ['questions', 'name', 'nameWithDefs'],
        }),
        control: null,
      },
    ],
  },
});
