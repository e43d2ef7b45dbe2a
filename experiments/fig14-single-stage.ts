import { studyOf } from '../src/study/study.js';
import {
  attributionSets,
  cvdb,
  paperExecution,
  paperExperiment,
  seeds,
} from './paper/experiment.js';
import { paperShares } from './paper/shares.js';
import { singleStage } from './paper/stages.js';
import { smallSingleStage } from './small/single-stage.js';

/** X1 and X2 in one stage (Fig. 14, App. C.5); here the paper finds D5 above D8. */
export default studyOf(
  paperExperiment({
    name: 'fig14-single-stage',
    title: 'Is the effect there when everything is learnt at once?',
    data: cvdb(paperShares),
    stages: singleStage(paperShares),
    seeds: seeds(609, 10),
    evaluate: { sets: [...attributionSets] },
  }),
  {
    figure: 'Fig. 14',
    execution: paperExecution,
    small: studyOf(smallSingleStage(256, 'fig14-single-stage-small'), {
      figure: 'Fig. 14',
      runsControls: true,
    }),
  },
);
