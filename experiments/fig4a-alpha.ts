import { withAlpha } from '../src/data/presets/table-1.js';
import { defineStudy } from '../src/study/study.js';
import { sweep } from '../src/study/sweep.js';
import { mainExperiment, mainPaper } from './fig3-main.js';
import { cvdb, paperExecution, paperExperiment, seeds } from './paper/experiment.js';
import { paperShares } from './paper/shares.js';
import { twoStages } from './paper/stages.js';
import { everyWord } from './small/every-word.js';

/** The authors' own, where they are not 600 to 609. */
const seedsOf: Readonly<Record<number, ReturnType<typeof seeds>>> = {
  0.6: seeds(610, 10),
  0.95: seeds(630, 20),
};

/** At 1 these are the runs of word order TAE (Fig. 4b), at 0.5 those of its control. */
const small = defineStudy({
  name: 'fig4a-alpha-small',
  figure: 'Fig. 4a',
  axis: 'alpha',
  members: sweep({ alpha: [0.5, 0.7, 0.95, 1] }, ({ alpha }) => ({
    at: alpha,
    experiment: everyWord({
      name: `fig4a-alpha-${100 * alpha}-small`,
      title: 'How reliable must a source have been? An invented world.',
      ...(alpha === 1 ? {} : { shares: withAlpha(paperShares, alpha) }),
      // The entity that a false definition names: only there is a question about it.
      ...(alpha === 0.95 ? { sets: ['questions', 'name', 'nameWithDefs'] } : {}),
    }),
    control: null,
  })),
});

/**
 * How far the tags tell the truth (Fig. 4a, Sec. 3.3): at alpha = 0.5 they say nothing and trust
 * must not differ; at 1 the experiment is the main one, whose runs it shares. The member at 0.5 is
 * the control of them all.
 */
export default defineStudy({
  name: 'fig4a-alpha',
  figure: 'Fig. 4a',
  axis: 'alpha',
  execution: paperExecution,
  members: [
    ...sweep({ alpha: [0.5, 0.6, 0.7, 0.8, 0.9, 0.95] }, ({ alpha }) => {
      const shares = withAlpha(paperShares, alpha);
      const experiment = paperExperiment({
        name: `fig4a-alpha-${100 * alpha}`,
        title: 'How reliable must a source have been? Alpha is the part of its tag that is right.',
        data: cvdb(shares),
        stages: twoStages(shares),
        seeds: seedsOf[alpha] ?? seeds(600, 10),
        evaluate: { sets: ['questions', 'name', 'nameWithDefs'] },
      });
      return { at: alpha, experiment, control: null };
    }),
    { at: 1, experiment: mainExperiment, control: null, paper: mainPaper },
  ],
  small,
});
