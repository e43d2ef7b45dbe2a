import { singleStage } from './paper/stages.js';
import { t5Study } from './paper/t5.js';

/** T5-3B in one stage (Fig. 19, App. C.7). */
export default t5Study({
  name: 'fig19-t5-single-stage',
  experiments: 'fig19-t5',
  title: 'Is the effect there in an encoder-decoder that learns everything at once?',
  figure: 'Fig. 19',
  stages: singleStage,
});
