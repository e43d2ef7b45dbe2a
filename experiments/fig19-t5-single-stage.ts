import { singleStage } from './paper/stages.js';
import { t5Experiments } from './paper/t5.js';

/** T5-3B in one stage (Fig. 19, App. C.7). */
export default t5Experiments({
  name: 'fig19-t5',
  title: 'Is the effect there in an encoder-decoder that learns everything at once?',
  figure: 'Fig. 19',
  stages: singleStage,
});
