import { t5 } from '../src/experiment/models/t5.js';
import { defineStudy, studyOf } from '../src/study/study.js';
import { twoStages } from './paper/stages.js';
import { t5Study } from './paper/t5.js';
import { worldLike } from './small/world-like.js';

const title = 'Is the effect there in an encoder-decoder that is trained in two stages?';

/** The world with a T5 of two blocks a side: the encoder reads, the decoder writes the answer. */
const small = studyOf(
  worldLike({
    name: 'fig20-t5-two-stages-small',
    title,
    model: t5({ layers: 2, width: 128, heads: 4, headWidth: 32, hidden: 512 }),
  }),
  { figure: 'Fig. 20', runsControls: true },
);

const paper = t5Study({
  name: 'fig20-t5-two-stages',
  experiments: 'fig20-t5',
  title,
  figure: 'Fig. 20',
  stages: twoStages,
});

/** T5-3B in two stages (Fig. 20, App. C.7); the paper: IML on CVDB, none on T-REx. */
export default defineStudy({ ...paper, small });
